import type { Alarm } from '#core/api/alarms.js';
import type { AlarmChange } from '../ledger/ledger-store.js';
import type { Queries } from './queries.js';
import type { AlarmRow } from './schema.js';

type StoredAlarm = Omit<AlarmRow, 'id'> & { readonly id: number };

/** Raises or settles alarms; answers them as they stand afterwards. */
export async function changeAlarm(change: AlarmChange, queries: Queries): Promise<readonly Alarm[]> {
  const rows =
    change.kind === 'raise' ? await raise(change, queries) : await settleSuspicion(change, queries);
  return rows.map(alarmOfRow);
}

/** The newest alarms first, those that still need an answer before those that were cleared. */
export async function listAlarms(queries: Queries, limit: number): Promise<readonly Alarm[]> {
  const newest = queries.selectFrom('alarms').selectAll().orderBy('id', 'desc');
  const open = await newest.where('state', '!=', 'cleared').limit(limit).execute();
  const rest = limit - open.length;
  const cleared = await newest.where('state', '=', 'cleared').limit(rest).execute();
  return [...open, ...cleared].map(alarmOfRow);
}

/** Alarms by their ids, in the order they were raised. */
export async function alarmsByIds(queries: Queries, ids: readonly number[]): Promise<readonly Alarm[]> {
  if (ids.length === 0) return [];
  const rows = await queries.selectFrom('alarms').selectAll().where('id', 'in', ids).orderBy('id').execute();
  return rows.map(alarmOfRow);
}

function raise(change: Extract<AlarmChange, { kind: 'raise' }>, queries: Queries): Promise<StoredAlarm[]> {
  const { raisedAt, ...alarm } = change.alarm;
  return queries
    .insertInto('alarms')
    .values({ ...alarm, pass: change.pass, raised_at: raisedAt })
    .returningAll()
    .execute();
}

function settleSuspicion(
  change: Extract<AlarmChange, { kind: 'settle-suspicion' }>,
  queries: Queries,
): Promise<StoredAlarm[]> {
  return queries
    .updateTable('alarms')
    .set({ state: 'cleared' })
    .where('kind', '=', 'fever-suspected')
    .where('state', '!=', 'cleared')
    .where('compound', '=', change.compound)
    .where('pass', '=', change.pass)
    .returningAll()
    .execute();
}

function alarmOfRow(row: StoredAlarm): Alarm {
  return {
    id: row.id,
    kind: row.kind,
    severity: row.severity,
    state: row.state,
    compound: row.compound,
    gate: row.gate,
    household: row.household,
    journal: row.journal,
    seq: row.seq,
    raisedAt: row.raised_at,
  };
}
