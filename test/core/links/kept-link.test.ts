import { describe, expect, it } from 'vitest';
import { GateError } from '#core/errors/gate-error.js';
import { KeptLink, type Connect, type SessionEvents } from '#core/links/kept-link.js';
import { fixedEntropy } from '../../support/fixed-entropy.js';
import { ManualClock } from '../../support/manual-clock.js';

const down = (problem: string): GateError => new GateError('link-down', { address: 'there', problem });
const refused = new GateError('link-refused', { address: 'there', gate: 'north' });

/** A link whose connections do what the test says; the times of its tries are kept. */
class Bench {
  readonly clock = new ManualClock();
  readonly tries: number[] = [];
  readonly log: string[] = [];
  outcome: GateError | null;
  sessions: SessionEvents[] = [];
  closed = 0;
  readonly link: KeptLink;

  constructor(outcome: GateError | null = null) {
    this.outcome = outcome;
    const connect: Connect = (events) => {
      this.tries.push(this.clock.monotonic());
      if (this.outcome !== null) return Promise.reject(this.outcome);
      this.sessions.push(events);
      return Promise.resolve({
        publish: () => Promise.resolve(),
        close: () => {
          this.closed += 1;
          return Promise.resolve();
        },
      });
    };
    this.link = new KeptLink(connect, { address: 'there', clock: this.clock, entropy: fixedEntropy() });
    this.link.start({
      onUp: () => this.log.push('up'),
      onDown: (problem) => this.log.push(problem),
      onMessage: ({ topic }) => this.log.push(topic),
    });
  }

  get waits(): number[] {
    return this.tries.slice(1).map((at, index) => at - (this.tries[index] ?? 0));
  }
}

describe('a link that keeps itself up', () => {
  it('tries ever more slowly, up to half a minute', async () => {
    const bench = new Bench(down('nothing listens there'));
    await bench.clock.advance(0);
    await bench.clock.advance(150_000);
    expect(bench.waits.slice(0, 8)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(bench.log).toEqual(['not connected to there: nothing listens there']);
    await bench.link.stop();
  });

  it('tells another problem, and the old one when it comes back', async () => {
    const bench = new Bench(down('nothing listens there'));
    await bench.clock.advance(0);
    await bench.clock.advance(600);
    bench.outcome = down('there is no network');
    await bench.clock.advance(5_000);
    bench.outcome = down('nothing listens there');
    await bench.clock.advance(20_000);
    expect(bench.log.map((line) => line.split(': ')[1])).toEqual([
      'nothing listens there',
      'there is no network',
      'nothing listens there',
    ]);
    await bench.link.stop();
  });

  it('asks slowly where its credential was refused', async () => {
    const bench = new Bench(refused);
    await bench.clock.advance(0);
    await bench.clock.advance(200_000);
    expect(bench.waits).toEqual([10_000, 20_000, 40_000, 60_000, 60_000]);
    expect(bench.log).toHaveLength(1);
    await bench.link.stop();
  });

  it('starts the waits anew after a connection that stood, and not after one that flaps', async () => {
    const bench = new Bench();
    await bench.clock.advance(0);
    for (let turn = 0; turn < 5; turn += 1) {
      bench.sessions.at(-1)?.onLost(down('cut'));
      await bench.clock.advance(9_000);
    }
    const tries = bench.tries.length;
    expect(tries).toBe(6);
    await bench.clock.advance(10_000);
    bench.sessions.at(-1)?.onLost(down('cut'));
    await bench.clock.advance(500);
    expect(bench.tries).toHaveLength(tries + 1);
    await bench.link.stop();
  });

  it('is down when the connection is lost before anybody could know that it was up', async () => {
    const clock = new ManualClock();
    const log: string[] = [];
    const link = new KeptLink(
      (events) => {
        events.onLost(down('cut'));
        return Promise.resolve({ publish: () => Promise.resolve(), close: () => Promise.resolve() });
      },
      { address: 'there', clock, entropy: fixedEntropy() },
    );
    link.start({ onUp: () => log.push('up'), onDown: () => log.push('down'), onMessage: () => undefined });
    await clock.advance(0);
    expect({ log, isUp: link.isUp }).toEqual({ log: ['down'], isUp: false });
    await link.stop();
  });

  it('closes the connection when it stops, tries no more and passes nothing on', async () => {
    const bench = new Bench();
    await bench.clock.advance(0);
    await bench.link.stop();
    bench.sessions[0]?.onMessage({ topic: 'late', payload: new Uint8Array() });
    bench.sessions[0]?.onLost(down('cut'));
    await bench.clock.advance(100_000);
    expect(bench).toMatchObject({ closed: 1, log: ['up'] });
    expect(bench.tries).toHaveLength(1);
    expect(bench.clock.pendingTimers).toBe(0);
  });
});
