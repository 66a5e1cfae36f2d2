import type { Alarm, AlarmEvent, AlarmOrder, Alarms } from '#core/api/alarms.js';
import type { AlarmAction } from '#core/alarms/alarm-life.js';
import { GateError } from '#core/errors/gate-error.js';
import type { Clock } from '#core/ports/clock.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { MINUTE, type Instant } from '#core/units/instant.js';
import { alarmsByIds, listAlarms } from '../storage/alarm-queries.js';
import { alarmOfRow } from '../storage/alarm-rows.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import { lockedAlarm, stepLocked } from './alarm-steps.js';

const SHOWN = 500;

interface RegisterTools {
  readonly database: SqlDatabase;
  readonly clock: Clock;
  /** An alarm was changed here; the other nodes are told by the database. */
  readonly onChange: (alarm: Alarm) => void;
}

/** Alarms, and what people do about them. Who did what and when stands in rows that are never changed. */
export class AlarmRegister implements Alarms {
  readonly #tools: RegisterTools;
  readonly #queries: Queries;

  constructor(tools: RegisterTools) {
    this.#tools = tools;
    this.#queries = queriesOn(tools.database);
  }

  list(): Promise<readonly Alarm[]> {
    return listAlarms(this.#queries, SHOWN);
  }

  byIds(ids: readonly number[]): Promise<readonly Alarm[]> {
    return alarmsByIds(this.#queries, ids);
  }

  async events(id: number): Promise<readonly AlarmEvent[]> {
    const [known] = await this.byIds([id]);
    if (known === undefined) throw new GateError('not-found', { kind: 'alarm', id: String(id) });
    const rows = await this.#queries
      .selectFrom('alarm_events')
      .selectAll()
      .where('alarm', '=', id)
      .orderBy('id')
      .execute();
    return rows.map(({ at, author: by, action, detail }) => {
      return { at, by, action, detail: JSON.parse(detail) as AlarmEvent['detail'] };
    });
  }

  async act(id: number, order: AlarmOrder, user: string): Promise<Alarm> {
    const now = this.#tools.clock.now();
    const action = actionOf(order, user, now);
    const { alarm, isNew } = await this.#tools.database.transaction(async (session) => {
      const before = await lockedAlarm(id, session);
      const after = await stepLocked(before, { action, now, detail: detailOf(action) }, session);
      return { alarm: alarmOfRow(after), isNew: after !== before };
    });
    if (isNew) this.#tools.onChange(alarm);
    return alarm;
  }
}

/** @throws GateError `request-invalid` when putting aside has no end, or two */
function actionOf(order: AlarmOrder, by: string, at: Instant): AlarmAction {
  if (order.kind !== 'shelve') return { ...order, by, at };
  const { kind, reason, until, minutes } = order;
  if ((until === undefined) === (minutes === undefined)) {
    throw new GateError('request-invalid', { problem: 'name either minutes or until' });
  }
  return { kind, reason, by, at, until: until ?? at + (minutes ?? 0) * MINUTE };
}

function detailOf(action: AlarmAction): AlarmEvent['detail'] {
  if (action.kind === 'resolve') return { outcome: action.outcome, note: action.note };
  return action.kind === 'shelve' ? { reason: action.reason, until: action.until } : {};
}
