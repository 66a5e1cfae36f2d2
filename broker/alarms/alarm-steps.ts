import type { AlarmEvent } from '#core/api/alarms.js';
import { stepAlarm, type AlarmAction, type AlarmLife } from '#core/alarms/alarm-life.js';
import { GateError } from '#core/errors/gate-error.js';
import type { SqlSession } from '#core/ports/sql-database.js';
import type { Instant } from '#core/units/instant.js';
import { addAlarmEvent } from '../storage/alarm-queries.js';
import { columnsOfLife, lifeOfRow, type StoredAlarm } from '../storage/alarm-rows.js';
import { queriesOn } from '../storage/queries.js';

/** The row of an alarm, locked: whoever else steps it comes before or after. @throws GateError `not-found` */
export async function lockedAlarm(id: number, session: SqlSession): Promise<StoredAlarm> {
  const row = await queriesOn(session)
    .selectFrom('alarms')
    .selectAll()
    .where('id', '=', id)
    // SQLite has one writer, and no word for this.
    .$if(session.engine === 'postgres', (rest) => rest.forUpdate())
    .executeTakeFirst();
  if (row === undefined) throw new GateError('not-found', { kind: 'alarm', id: String(id) });
  return row;
}

interface Step {
  readonly action: AlarmAction;
  readonly now: Instant;
  readonly detail?: AlarmEvent['detail'];
}

/**
 * Steps a locked alarm and writes who did what and when; answers it as it stands then. A step that changes nothing leaves
 * no trace.
 * @throws GateError `alarm-refused`
 */
export async function stepLocked(row: StoredAlarm, step: Step, session: SqlSession): Promise<StoredAlarm> {
  const { action, now, detail = {} } = step;
  const before = lifeOfRow(row);
  const after = stepAlarm(before, action);
  if (isSameLife(before, after)) return row;
  const queries = queriesOn(session);
  const changed = await queries
    .updateTable('alarms')
    .set(columnsOfLife(after, now))
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const author = 'by' in action ? action.by : null;
  if (action.kind !== 'recur') {
    await addAlarmEvent(queries, { alarm: row.id, at: action.at, author, action: action.kind, detail });
  }
  return changed;
}

function isSameLife(one: AlarmLife, other: AlarmLife): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
