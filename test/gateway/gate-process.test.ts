import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HealthSchema } from '#core/wire/health.js';
import { EntrySchema } from '#core/wire/entry.js';
import { valueChecker } from '#core/wire/parse-message.js';
import { decisionFor, draftWith } from '../support/entries.js';
import { GateBench } from '../support/gate-bench.js';

describe('a gate', () => {
  let bench: GateBench;
  beforeEach(() => {
    bench = new GateBench();
  });
  afterEach(async () => {
    await bench.stop();
  });

  it('records a person, asks the service, shows its verdict and settles the entry', async () => {
    await bench.start();
    await bench.person('00A1');
    expect(bench.received).toMatchObject([
      { journal: bench.journal.id, seq: 1, lane: 'a', direction: 'out', purpose: null, local: null },
    ]);
    expect(valueChecker(EntrySchema)(bench.received[0])).toMatchObject({ ok: true });
    expect(bench.received[0]?.reading).toMatchObject({ bodyC: 36.5, device: 'fake-checkpoint' });
    expect(bench.screen).toMatchObject({
      lane: 'a',
      collecting: 'idle',
      showing: { kind: 'shown', verdict: { verdict: 'allow', reason: 'ok' } },
    });
    expect(await bench.gate.backlog()).toBe(0);
    expect(bench.journal.settled.get(1)).toMatchObject({ reason: 'ok' });
  });

  it('says in one line of the log what was decided, and nothing about the person', async () => {
    await bench.start();
    await bench.person('00A1');
    const lines = bench.logger.lines.filter(({ message }) => message.startsWith('out:'));
    expect(lines).toMatchObject([
      {
        level: 'info',
        message: 'out: allow (ok)',
        fields: { gate: 'north', lane: 'a', seq: 1, by: 'service' },
      },
    ]);
    expect(JSON.stringify(bench.logger.lines)).not.toContain('00A1');
  });

  it('goes on without the service: it says that it cannot check, keeps the entry and sends it decided, once', async () => {
    bench.broker.goDown();
    await bench.start();
    await bench.person('00A1');
    await bench.person('00B2');
    await bench.clock.advance(400);
    expect(bench.screen.showing).toMatchObject({
      kind: 'shown',
      verdict: { verdict: 'fault', reason: 'cannot-check' },
    });
    expect(await bench.gate.backlog()).toBe(2);
    bench.broker.comeUp();
    await bench.clock.advance(60_000);
    expect(bench.received).toMatchObject([
      { seq: 1, local: { verdict: 'fault', reason: 'cannot-check', bookVersion: 0 } },
      { seq: 2, local: { verdict: 'fault' } },
    ]);
    expect(await bench.gate.backlog()).toBe(0);
    expect(bench.screen.showing).toEqual({ kind: 'ready' });
  });

  it('makes nobody wait for a service that has been away for a while', async () => {
    bench.broker.goDown();
    await bench.start();
    await bench.clock.advance(10_000);
    await bench.person('00A1');
    expect(bench.screen.showing).toMatchObject({ kind: 'shown', verdict: { reason: 'cannot-check' } });
  });

  it('asks a service that comes back within the deadline', async () => {
    bench.broker.goDown();
    await bench.start();
    await bench.clock.advance(350);
    await bench.person('00A1');
    expect(bench.screen.showing).toMatchObject({ kind: 'deciding' });
    bench.broker.comeUp();
    await bench.clock.advance(390);
    expect(bench.received).toMatchObject([{ seq: 1, local: null }]);
    expect(bench.screen.showing).toMatchObject({ kind: 'shown', verdict: { reason: 'ok' } });
  });

  it('never shows the decision of an entry it had decided itself', async () => {
    bench.broker.goDown();
    await bench.start();
    await bench.person('00A1');
    bench.broker.comeUp();
    bench.answer = (entry) => decisionFor(entry, { verdict: 'fever', reason: 'fever-confirmed' });
    await bench.clock.advance(20_000);
    expect(bench.received).toHaveLength(1);
    expect(bench.screen.held.map(({ reason }) => reason)).toEqual(['cannot-check']);
  });

  it('sends what an earlier run left behind in order of seq, and shows nothing of it', async () => {
    for (let count = 0; count < 100; count += 1) await bench.journal.append(draftWith());
    bench.answer = (entry) => decisionFor(entry, { verdict: 'fault', reason: 'cannot-measure' });
    await bench.start();
    await bench.clock.advance(1_000);
    expect(bench.received.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
    expect(bench.screen).toMatchObject({ showing: { kind: 'ready' }, held: [] });
    expect(await bench.gate.backlog()).toBe(0);
  });

  it('says that it is deciding while the service does not answer, and shows a decision that comes within a minute', async () => {
    bench.answer = () => null;
    await bench.start();
    await bench.person('00A1');
    expect(bench.screen.showing).toMatchObject({ kind: 'deciding', overdue: false });
    await bench.clock.advance(400);
    expect(bench.screen.showing).toMatchObject({ kind: 'deciding', overdue: true });
    await bench.clock.advance(30_000);
    const [entry] = bench.received;
    if (entry !== undefined)
      bench.say('decisions', decisionFor(entry, { verdict: 'deny', reason: 'quota-used' }));
    await bench.clock.advance(10);
    expect(bench.screen.showing).toMatchObject({ kind: 'shown', verdict: { verdict: 'deny' } });
    expect(bench.received.every(({ local }) => local === null)).toBe(true);
  });

  it('says after a minute without a decision that it could not be checked, and only records what comes later', async () => {
    bench.answer = () => null;
    await bench.start();
    await bench.person('00A1');
    await bench.clock.advance(60_000);
    expect(bench.screen.showing).toMatchObject({ kind: 'shown', verdict: { reason: 'cannot-check' } });
    const [entry] = bench.received;
    if (entry !== undefined) bench.say('decisions', decisionFor(entry));
    await bench.clock.advance(10);
    expect(bench.screen.showing).toMatchObject({ verdict: { reason: 'cannot-check' } });
    expect(await bench.gate.backlog()).toBe(0);
  });

  it('does not show the decision of a person over that of the next one', async () => {
    bench.answer = () => null;
    await bench.start();
    await bench.person('00A1');
    await bench.person('00B2');
    const [first] = bench.received;
    if (first !== undefined) bench.say('decisions', decisionFor(first));
    await bench.clock.advance(10);
    expect(bench.screen.showing).toMatchObject({ kind: 'deciding', presentation: 2 });
  });

  it('shows two people at once their retake without asking, and records both', async () => {
    await bench.start();
    bench.device.feed('S 00A1\nS 00B2\n');
    await bench.clock.advance(10);
    expect(bench.screen.showing).toMatchObject({ verdict: { verdict: 'retake', reason: 'pair-ambiguous' } });
    const local = { verdict: 'retake', reason: 'pair-ambiguous', bookVersion: 0 };
    expect(bench.received).toMatchObject([{ local }, { local }]);
    expect(await bench.gate.backlog()).toBe(0);
  });

  it('shows what a reason it does not know means for the worker: it could not be checked', async () => {
    bench.answer = (entry) => decisionFor(entry, { verdict: 'allow', reason: 'reason-of-tomorrow' });
    await bench.start();
    await bench.person('00A1');
    expect(bench.screen.showing).toMatchObject({ verdict: { verdict: 'fault', reason: 'cannot-check' } });
    expect(await bench.gate.backlog()).toBe(0);
  });

  it('decides itself when the disk does not take the entry in time, and records it when it can', async () => {
    await bench.start();
    bench.journal.problem = 'the disk is full';
    await bench.person('00A1');
    await bench.person('00B2');
    await bench.clock.advance(500);
    expect(bench.screen.showing).toMatchObject({ verdict: { reason: 'cannot-check' } });
    expect(await bench.gate.backlog()).toBe(2);
    expect(bench.logger.said('error')).toHaveLength(1);
    bench.journal.problem = null;
    await bench.clock.advance(3_000);
    expect(
      bench.received.map(({ seq, credential, local }) => [seq, credential.value, local?.reason]),
    ).toEqual([
      [1, '00A1', 'cannot-check'],
      [2, '00B2', 'cannot-check'],
    ]);
    expect(await bench.gate.backlog()).toBe(0);
  });

  it('goes on without its device and says so in health', async () => {
    bench.device.unplug();
    await bench.start();
    const health = await bench.gate.health();
    expect(health.devices).toMatchObject([{ lane: 'a', role: 'checkpoint', state: 'down' }]);
    bench.replug();
    await bench.clock.advance(4_000);
    await bench.person('00A1');
    expect(bench.received).toHaveLength(1);
  });

  it('reports its health every 10 s in the form of the contract, and that it is online', async () => {
    await bench.start();
    for (let report = 1; report <= 3; report += 1) {
      await bench.clock.advance(10_000);
      // A real look at the disk takes the time it takes.
      await vi.waitFor(() => expect(bench.published('health')).toHaveLength(report));
    }
    expect(valueChecker(HealthSchema)(bench.published('health')[0])).toMatchObject({ ok: true });
    expect(bench.published('status')).toMatchObject([{ state: 'online' }]);
    await bench.gate.stop();
    expect(bench.published('status')).toMatchObject([{ state: 'online' }, { state: 'offline' }]);
  });

  it('marks entries with its floor clock until the service has told the time', async () => {
    await bench.start();
    await bench.person('00A1');
    await bench.clock.advance(4_000);
    await bench.person('00B2');
    const [first, second] = bench.received;
    expect(first).toMatchObject({ clock: 'floor' });
    expect(first?.at).toBeLessThan(1_000_000_100_000);
    expect(second).toMatchObject({ clock: 'synced' });
    expect(Math.abs((second?.at ?? 0) - bench.clock.now())).toBeLessThan(20);
    expect(second?.reading?.at).toBeLessThanOrEqual(second?.at ?? 0);
  });

  it('sets aside what it cannot understand, counts it and goes on', async () => {
    await bench.start();
    bench.say('decisions', 'not json');
    bench.say('decisions', { journal: 'x' });
    bench.say(
      'decisions',
      decisionFor(
        { journal: bench.journal.id, seq: 1 },
        { journal: '11111111-1111-4111-8111-111111111111' as never },
      ),
    );
    bench.say('receipts', { journal: bench.journal.id, seqs: [] });
    await bench.clock.advance(10);
    await bench.person('00A1');
    expect(await bench.gate.health()).toMatchObject({ rejectedMessages: 4, backlog: 0 });
  });

  it('counts inputs that led to no entry', async () => {
    await bench.start();
    bench.device.feed('S 00A1\nS 00A1\nS 00A1\nM 99999\n');
    await bench.clock.advance(10);
    expect(await bench.gate.health()).toMatchObject({ discardedInputs: 3 });
  });

  it('leaves nothing behind when it stops: no timer, no open port; and stopping twice is one stop', async () => {
    for (const minutes of [0, 0.001, 2]) {
      const one = new GateBench();
      one.answer = minutes > 1 ? () => null : one.answer;
      await one.start();
      await one.person('00A1');
      await one.clock.advance(minutes * 60_000);
      const stopping = [one.gate.stop(), one.gate.stop()];
      await one.clock.advance(0);
      await Promise.all(stopping);
      await one.stop();
      expect(one.clock.pendingTimers).toBe(0);
      expect(one.device.line).toBeNull();
    }
  });
});
