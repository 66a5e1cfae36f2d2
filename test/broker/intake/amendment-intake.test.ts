import { beforeEach, describe, expect, it } from 'vitest';
import { GateError } from '#core/errors/gate-error.js';
import type { AmendmentArrival, AmendmentOutcome } from '#broker/amendments/amendment-arrival.js';
import { AmendmentIntake } from '#broker/intake/amendment-intake.js';
import type { Turn } from '#broker/intake/in-turn.js';
import type { BadMessage } from '#broker/intake/quarantine.js';
import type { GateConnection } from '#broker/mqtt/mqtt-broker.js';
import { amendmentRecord } from '../../support/central-fixtures.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { ManualClock } from '../../support/manual-clock.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { amendmentOf } from '../support/amendments.js';
import { JOURNAL } from '../support/entries.js';
import { NORTH } from '../support/world.js';

const connection: GateConnection = { gate: NORTH, publish: () => true };
const RECORDED: AmendmentOutcome = { kind: 'recorded', record: amendmentRecord(), alarms: [] };

describe('the intake of amendments', () => {
  let order: string[];
  let turns: Turn[];
  let outcome: AmendmentOutcome;
  let arrived: AmendmentArrival[];
  let quarantined: BadMessage[];
  let isTaking: boolean;
  let intake: AmendmentIntake;

  beforeEach(() => {
    [order, turns, arrived, quarantined] = [[], [], [], []];
    outcome = RECORDED;
    isTaking = true;
    intake = new AmendmentIntake({
      clock: new ManualClock(1_000),
      logger: new RecordingLogger(),
      amend: (arrival) => {
        arrived.push(arrival);
        order.push('commit');
        return Promise.resolve(outcome);
      },
      entries: {
        behind: (turn) => {
          if (isTaking) turns.push(turn);
          return isTaking;
        },
        receipt: (_, { journal, seq }) => order.push(`receipt ${journal}/${seq}`),
      },
      quarantine: {
        add: (bad) => {
          quarantined.push(bad);
          return Promise.resolve();
        },
      },
      onRecorded: () => order.push('told'),
    });
  });

  const send = (payload: unknown): void => {
    const bytes = new TextEncoder().encode(JSON.stringify(payload));
    intake.accept(connection, { name: 'amendments', payload: bytes, done: () => order.push('ack') });
  };
  const runTurns = async (): Promise<void> => {
    for (const turn of turns.splice(0)) await turn.run();
  };

  it('commits behind the entries before it, then tells, answers with a receipt, and acknowledges', async () => {
    send(amendmentOf({ at: 900, kind: 'override', reason: 'hardship' }));
    expect(order).toEqual([]);
    await runTurns();
    expect(order).toEqual(['commit', 'told', `receipt ${JOURNAL}/2`, 'ack']);
    expect(arrived).toMatchObject([
      { gate: 'north', entry: { journal: JOURNAL, seq: 1 }, seq: 2, reason: 'hardship', receivedAt: 1_000 },
    ]);
  });

  it('gives a repeat its receipt, and tells nobody twice', async () => {
    outcome = { kind: 'repeat', problem: null };
    send(amendmentOf({ at: 900 }));
    await runTurns();
    expect(order).toEqual(['commit', `receipt ${JOURNAL}/2`, 'ack']);
  });

  it.each([
    [{ kind: 'entry-missing' }, 'no entry 1'],
    [{ kind: 'refused', problem: 'not yours' }, 'not yours'],
  ] as const)('sets aside without a receipt what comes to %j', async (found, problem) => {
    outcome = found;
    send(amendmentOf({ at: 900 }));
    await runTurns();
    expect(order).toEqual(['commit', 'ack']);
    expect(quarantined).toHaveLength(1);
    expect(quarantined[0]?.topic).toBe('gatehouse/v1/gates/north/amendments');
    expect(quarantined[0]?.problem).toContain(problem);
  });

  it('sets a message aside that is no amendment, and one that can not be handled', async () => {
    send({ journal: JOURNAL });
    send(amendmentOf({ at: 900 }));
    turns[0]?.failed(new TypeError('stumbled'));
    await Promise.resolve();
    expect(quarantined.map(({ problem }) => problem)).toEqual([
      expect.stringContaining('seq'),
      'it could not be handled: stumbled',
    ]);
  });

  it('leaves with its gate what can not be committed now', () => {
    send(amendmentOf({ at: 900 }));
    turns[0]?.failed(new GateError('database-failed', { path: 'l', action: 'commit', problem: 'full' }));
    expect([order, quarantined]).toEqual([[], []]);
  });

  describe('by a controller', () => {
    const add = () => intake.add({ journal: JOURNAL, seq: 1 }, { kind: 'void', note: 'twice' }, 'chief');

    it('is answered with its record once it is committed', async () => {
      const added = add();
      await runTurns();
      expect(await added).toEqual(amendmentRecord());
      expect(order).toEqual(['commit', 'told']);
      expect(arrived).toMatchObject([
        {
          gate: null,
          seq: null,
          said: { author: 'chief', note: 'twice', at: 1_000 },
          request: { by: 'controller' },
        },
      ]);
    });

    it('of an entry that is not there is a coded fault', async () => {
      outcome = { kind: 'entry-missing' };
      const added = add();
      added.catch(() => undefined);
      await runTurns();
      await expectGateError(() => added, 'not-found');
    });

    it('is a coded fault when the service can take no more', async () => {
      isTaking = false;
      await expectGateError(add, 'database-busy');
    });
  });
});
