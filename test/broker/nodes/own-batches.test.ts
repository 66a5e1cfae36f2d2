import { describe, expect, it } from 'vitest';
import { OwnBatches } from '#broker/nodes/own-batches.js';

describe('the batches a node has committed itself', () => {
  it('are known once, when their event is heard', async () => {
    const batches = new OwnBatches();
    expect(await batches.during((batch) => Promise.resolve(batch))).toBe(1);
    expect(await batches.during((batch) => Promise.resolve(batch))).toBe(2);
    expect(await batches.heard(1)).toBe(true);
    expect(await batches.heard(1)).toBe(false);
    expect(await batches.heard(2)).toBe(true);
    expect(await batches.heard(99)).toBe(false);
  });

  it('are waited for when their event is heard before their commit is answered', async () => {
    const batches = new OwnBatches();
    const commit: { answer: () => void } = { answer: () => undefined };
    const done = batches.during(
      () =>
        new Promise<void>((resolve) => {
          commit.answer = resolve;
        }),
    );
    let heard: boolean | null = null;
    const asked = batches.heard(1).then((isOwn) => {
      heard = isOwn;
    });
    await Promise.resolve();
    expect(heard).toBeNull();
    commit.answer();
    await Promise.all([done, asked]);
    expect(heard).toBe(true);
  });

  it('leave out one whose commit was cut off, so that its event is news', async () => {
    const batches = new OwnBatches();
    const cut = batches.during(() => Promise.reject(new RangeError('the connection was cut')));
    await expect(cut).rejects.toThrow(RangeError);
    expect(await batches.heard(1)).toBe(false);
  });

  it('are forgotten when events were missed', async () => {
    const batches = new OwnBatches();
    await batches.during(() => Promise.resolve());
    batches.forget();
    expect(await batches.heard(1)).toBe(false);
  });
});
