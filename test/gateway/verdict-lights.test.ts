import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decisionFor, draftWith } from '../support/entries.js';
import { GateBench } from '../support/gate-bench.js';

const GREEN_ON = Uint8Array.of(0xa0, 1, 1, 0xa2);
const GREEN_OFF = Uint8Array.of(0xa0, 1, 0, 0xa1);
const RED_ON = Uint8Array.of(0xa0, 3, 1, 0xa4);

describe('the lights of a lane', () => {
  let bench: GateBench;
  beforeEach(() => {
    bench = new GateBench();
  });
  afterEach(async () => {
    await bench.stop();
  });

  it('are dark at the start, green for an allowed person, and dark again after 3 s', async () => {
    await bench.start();
    expect(bench.relays.written).toContainEqual(GREEN_OFF);
    expect(bench.relays.written).not.toContainEqual(GREEN_ON);
    await bench.person('00A1');
    expect(bench.relays.written).toContainEqual(GREEN_ON);
    await bench.clock.advance(3_100);
    expect(bench.relays.written.at(-1)).toEqual(GREEN_OFF);
  });

  it('are red for a refused person', async () => {
    bench.answer = (entry) => decisionFor(entry, { verdict: 'deny', reason: 'quota-used' });
    await bench.start();
    await bench.person('00A1');
    expect(bench.relays.written).toContainEqual(RED_ON);
    expect(bench.relays.written).not.toContainEqual(GREEN_ON);
  });

  it('stay dark for entries that are sent again', async () => {
    await bench.journal.append(draftWith());
    await bench.start();
    await bench.clock.advance(2_000);
    expect(bench.received).toHaveLength(1);
    expect(bench.relays.written).not.toContainEqual(GREEN_ON);
  });

  it('go dark when the gateway stops in the middle of a verdict', async () => {
    await bench.start();
    await bench.person('00A1');
    await bench.gate.stop();
    const last = bench.relays.written.slice(-4);
    expect(last.map((command) => command[2])).toEqual([0, 0, 0, 0]);
  });

  it('never hold up a gate whose board is away', async () => {
    bench.relays.unplug();
    await bench.start();
    await bench.person('00A1');
    expect(bench.screen.showing).toMatchObject({ kind: 'shown', verdict: { reason: 'ok' } });
  });
});
