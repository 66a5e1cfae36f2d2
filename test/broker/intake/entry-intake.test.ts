import { beforeEach, describe, expect, it } from 'vitest';
import { GateError } from '#core/errors/gate-error.js';
import type { Decision } from '#core/wire/decision.js';
import type { Entry } from '#core/wire/entry.js';
import { Counters } from '#broker/counters.js';
import { EntryIntake } from '#broker/intake/entry-intake.js';
import type { BadMessage } from '#broker/intake/quarantine.js';
import type { Arrival, Outcome } from '#broker/ledger/arrival.js';
import type { GateConnection } from '#broker/mqtt/mqtt-broker.js';
import { ManualClock } from '../../support/manual-clock.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { entryOf } from '../support/entries.js';
import { NORTH } from '../support/world.js';

const decisionOf = ({ entry }: Arrival): Decision => ({
  journal: entry.journal,
  seq: entry.seq,
  verdict: 'allow',
  reason: 'ok',
  nextAt: null,
  household: null,
  pass: null,
  bookVersion: 1,
  decidedAt: 0,
  conflict: false,
});

const recorded = (arrival: Arrival): Outcome => ({
  kind: 'recorded',
  decision: decisionOf(arrival),
  record: {} as never,
  alarms: [],
});

describe('the intake of entries', () => {
  let clock: ManualClock;
  let logger: RecordingLogger;
  let counters: Counters;
  let order: string[];
  let quarantined: BadMessage[];
  let decide: (arrivals: readonly Arrival[]) => Promise<readonly Outcome[]>;
  let intake: EntryIntake;
  let connection: GateConnection;

  beforeEach(() => {
    clock = new ManualClock();
    logger = new RecordingLogger();
    counters = new Counters();
    order = [];
    quarantined = [];
    decide = (arrivals) => {
      order.push(`commit ${arrivals.map(({ entry }) => entry.seq).join(' ')}`);
      return Promise.resolve(arrivals.map(recorded));
    };
    intake = new EntryIntake({
      decide: (arrivals) => decide(arrivals),
      quarantine: {
        add: (message) => {
          quarantined.push(message);
          return Promise.resolve();
        },
      },
      clock,
      logger,
      counters,
      onRecorded: () => order.push('told'),
    });
    connection = { gate: NORTH, publish: (name, payload) => order.push(`${name} ${payload}`) > 0 };
  });

  const send = (payload: Entry | string, name = ''): void => {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    intake.accept(connection, {
      name: 'entries',
      payload: new TextEncoder().encode(text),
      done: () => order.push(`ack${name}`),
    });
  };
  const turn = (): Promise<void> => clock.advance(0);
  const decided = (seq: number): string =>
    `decisions ${JSON.stringify(decisionOf({ entry: entryOf({ seq, at: 0 }) } as Arrival))}`;

  it('commits before it answers, answers before it acknowledges, and tells pages last', async () => {
    send(entryOf({ at: 0 }));
    expect(order).toEqual([]);
    await turn();
    expect(order).toEqual(['commit 1', decided(1), 'ack', 'told']);
    expect(counters).toMatchObject({ entries: 1, batches: 1 });
  });

  it('answers nobody when the commit fails, until it does not', async () => {
    const commit = decide;
    let failures = 3;
    decide = (arrivals) => {
      failures -= 1;
      return failures < 0
        ? commit(arrivals)
        : Promise.reject(new GateError('database-failed', { path: 'l', action: 'commit', problem: 'full' }));
    };
    send(entryOf({ at: 0 }));
    await turn();
    expect(order).toEqual([]);
    expect(intake.problem).toContain('full');
    await clock.advance(5_000);
    expect(order).toEqual(['commit 1', decided(1), 'ack', 'told']);
    expect(intake.problem).toBeNull();
    expect(counters.databaseFaults).toBe(3);
    expect(logger.said('error')).toHaveLength(3);
  });

  it('sets a message aside that is no entry, and takes the next', async () => {
    send('{"journal":', ' of the bad one');
    send(entryOf({ seq: 2, at: 0 }));
    await turn();
    expect(quarantined).toMatchObject([
      { gate: 'north', topic: 'gatehouse/v1/gates/north/entries', problem: 'it is not JSON' },
    ]);
    expect(order).toEqual(expect.arrayContaining(['ack of the bad one', decided(2)]));
  });

  it('sets an entry aside that a rule stumbles over, and decides its neighbours', async () => {
    const commit = decide;
    decide = (arrivals) =>
      arrivals.some(({ entry }) => entry.seq === 2)
        ? Promise.reject(new TypeError('stumbled'))
        : commit(arrivals);
    for (const seq of [1, 2, 3]) send(entryOf({ seq, at: 0 }));
    for (let turns = 0; turns < 5; turns += 1) await turn();
    expect(order).toEqual(expect.arrayContaining([decided(1), decided(3)]));
    expect(order).not.toContain(decided(2));
    expect(quarantined).toMatchObject([{ problem: 'it could not be handled: stumbled' }]);
  });

  it('sets a refused entry aside without an answer', async () => {
    decide = (arrivals) => Promise.resolve(arrivals.map(() => ({ kind: 'refused', problem: 'not yours' })));
    send(entryOf({ at: 0 }));
    await turn();
    expect(order).toEqual(['ack']);
    expect(quarantined).toMatchObject([{ problem: 'not yours' }]);
  });

  it('answers a repeat with the recorded decision, and keeps what was different about it', async () => {
    decide = (arrivals) =>
      Promise.resolve(
        arrivals.map((one) => ({ kind: 'repeat', decision: decisionOf(one), problem: 'other content' })),
      );
    send(entryOf({ at: 0 }));
    await turn();
    expect(order).toEqual([decided(1), 'ack']);
    expect(quarantined).toHaveLength(1);
    expect(counters).toMatchObject({ entries: 0, repeats: 1 });
  });

  it('sends one receipt for the entries of a turn that the gate had decided itself', async () => {
    const local = { verdict: 'allow', reason: 'ok', bookVersion: 1, decidedAt: 0 } as const;
    for (const seq of [7, 8]) send(entryOf({ seq, at: 0, local }));
    await turn();
    await turn();
    const { journal } = entryOf({ at: 0 });
    expect(order).toContain(`receipts ${JSON.stringify({ journal, seqs: [7, 8] })}`);
    expect(order.filter((line) => line.startsWith('decisions'))).toEqual([]);
  });

  describe('when the connection can not take the answer', () => {
    const local = { verdict: 'allow', reason: 'ok', bookVersion: 1, decidedAt: 0 } as const;
    const { journal } = entryOf({ at: 0 });
    let next: GateConnection;

    beforeEach(async () => {
      next = connection;
      connection = { gate: NORTH, publish: () => false };
      send(entryOf({ seq: 1, at: 0 }));
      send(entryOf({ seq: 2, at: 0 }));
      send(entryOf({ seq: 3, at: 0, local }));
      await turn();
      await turn();
      order = [];
    });

    it('sends it to the next one of its gate that subscribes, once', () => {
      intake.subscribed(next, 'decisions');
      expect(order).toEqual([decided(1), decided(2)]);
      intake.subscribed(next, 'receipts');
      intake.subscribed(next, 'decisions');
      expect(order.slice(2)).toEqual([`receipts ${JSON.stringify({ journal, seqs: [3] })}`]);
    });

    it('keeps nothing after a minute', async () => {
      await clock.advance(60_001);
      intake.subscribed(next, 'decisions');
      expect(order).toEqual([]);
    });

    it('keeps nothing once it has stopped', async () => {
      await intake.stop();
      intake.subscribed(next, 'decisions');
      intake.subscribed(next, 'receipts');
      expect(order).toEqual([]);
    });
  });

  it('commits and answers what was taken before it stops, and takes nothing afterwards', async () => {
    send(entryOf({ at: 0 }));
    await intake.stop();
    await turn();
    expect(order).toContain(decided(1));
    send(entryOf({ seq: 2, at: 0 }), ' late');
    await turn();
    expect(order).not.toContain('ack late');
  });
});
