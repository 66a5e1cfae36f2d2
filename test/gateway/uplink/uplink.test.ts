import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decisionFor, draftWith } from '../../support/entries.js';
import { GateBench } from '../../support/gate-bench.js';

const count = (length: number, from = 1): number[] => Array.from({ length }, (_, index) => from + index);

describe('the uplink', () => {
  let bench: GateBench;
  beforeEach(() => {
    bench = new GateBench();
  });
  afterEach(async () => {
    await bench.stop();
  });
  const pending = async (entries: number): Promise<void> => {
    for (const at of count(entries)) await bench.journal.append(draftWith({ at }));
  };
  const seqs = (): number[] => bench.received.map(({ seq }) => seq);

  it('has at most 32 of a backlog in flight', async () => {
    await pending(100);
    bench.answer = () => null;
    await bench.start();
    await bench.clock.advance(4_000);
    expect(seqs()).toEqual(count(32));
  });

  it('sends what has no decision again after 5 s, then 10, then 20, and at least every minute', async () => {
    await pending(1);
    bench.answer = () => null;
    await bench.start();
    const sent: number[] = [];
    for (let second = 1; second <= 200; second += 1) {
      await bench.clock.advance(1_000);
      sent.push(...bench.received.splice(0).map(() => second));
    }
    expect(sent).toEqual([1, 5, 15, 35, 75, 135, 195]);
  });

  it('sends a live entry at once, whatever the backlog', async () => {
    await pending(5_000);
    bench.answer = (entry) =>
      entry.seq > 5_000 ? decisionFor(entry, { decidedAt: bench.clock.now() }) : null;
    await bench.start();
    await bench.person('00A1');
    expect(seqs().at(-1)).toBe(5_001);
    expect(bench.screen.showing).toMatchObject({ kind: 'shown', verdict: { verdict: 'allow' } });
  });

  it('drains a backlog of 5,000 completely, each entry sent once', async () => {
    await pending(5_000);
    await bench.start();
    for (let turn = 0; turn < 2_000 && (await bench.gate.backlog()) > 0; turn += 1)
      await bench.clock.advance(1);
    expect(await bench.gate.backlog()).toBe(0);
    expect(seqs()).toEqual(count(5_000));
  });

  it('sends again after a reconnect what was in flight, and nothing that was settled', async () => {
    await pending(40);
    bench.answer = ({ seq, journal }) => (seq % 2 === 0 ? decisionFor({ seq, journal }) : null);
    await bench.start();
    await bench.clock.advance(100);
    bench.answer = (entry) => decisionFor(entry);
    const before = bench.received.splice(0).map(({ seq }) => seq);
    bench.broker.cut('north');
    await bench.clock.advance(3_000);
    expect(await bench.gate.backlog()).toBe(0);
    expect(seqs()).toEqual(count(40).filter((seq) => seq % 2 === 1 || !before.includes(seq)));
  });

  it('loses nothing and doubles nothing in the journal while the link flaps every second', async () => {
    await bench.start();
    for (let second = 0; second < 60; second += 1) {
      await bench.person(`00${second}`);
      await bench.clock.advance(490);
      bench.broker.cut('north');
      await bench.clock.advance(500);
    }
    await bench.clock.advance(120_000);
    expect(await bench.gate.backlog()).toBe(0);
    expect(new Set(seqs())).toEqual(new Set(count(60)));
    expect(bench.journal.settled.size).toBe(60);
  });

  it('takes receipts for a batch of entries', async () => {
    await pending(3);
    bench.answer = () => null;
    await bench.start();
    await bench.clock.advance(10);
    bench.say('receipts', { journal: bench.journal.id, seqs: [1, 2, 99] });
    await bench.clock.advance(10);
    expect(await bench.journal.pending()).toEqual([3]);
    expect(bench.journal.settled.get(1)).toBeNull();
  });

  it('lets 40 entries the service never answers not stand in the way of the others', async () => {
    await pending(60);
    bench.answer = (entry) => (entry.seq <= 40 ? null : decisionFor(entry));
    await bench.start();
    await bench.clock.advance(20_000);
    await bench.person('00A1');
    await bench.clock.advance(60_000);
    expect(await bench.journal.pending()).toEqual(count(40));
  });

  it('adds nothing to what a service without answers has in front of it', async () => {
    await pending(500);
    bench.answer = () => null;
    await bench.start();
    await bench.clock.advance(3_600_000);
    expect(new Set(seqs()).size).toBe(32);
  });

  it('decides itself when 32 people wait for a service that is up and silent', async () => {
    bench.answer = () => null;
    await bench.start();
    for (const person of count(33)) {
      await bench.person(`00${person}`);
      await bench.clock.advance(500);
    }
    expect(bench.screen.showing).toMatchObject({ kind: 'shown', verdict: { reason: 'cannot-check' } });
    expect(bench.received.find(({ seq }) => seq === 33)).toMatchObject({ local: { reason: 'cannot-check' } });
  });

  it('marks delivered entries later when the disk does not take it now, and says so once', async () => {
    await pending(40);
    bench.journal.problem = 'the disk is full';
    await bench.start();
    await bench.clock.advance(4_000);
    expect(await bench.gate.backlog()).toBeGreaterThan(0);
    bench.journal.problem = null;
    await bench.clock.advance(10_000);
    expect(await bench.gate.backlog()).toBe(0);
    expect(seqs()).toEqual(count(40));
    expect(bench.logger.said('error')).toHaveLength(1);
  });

  it('says in words that the link is down, once, and how it came back', async () => {
    await bench.start();
    bench.broker.goDown();
    await bench.clock.advance(60_000);
    bench.broker.comeUp();
    await bench.clock.advance(60_000);
    const linkLines = bench.logger.lines.filter(({ message }) => /connected to|connection/.test(message));
    expect(linkLines.map(({ level }) => level)).toEqual(['info', 'warn', 'warn', 'info']);
  });

  it('is announced as offline by its will when it vanishes', async () => {
    await bench.start();
    bench.broker.cut('north');
    await bench.clock.advance(10);
    expect(bench.published('status')).toMatchObject([{ state: 'online' }, { state: 'offline' }]);
  });
});
