import type { Alarm, AlarmEvent } from '#core/api/alarms.js';
import { newAlarm } from '#core/alarms/alarm-life.js';
import { caseAfter, type FeverCase } from '#core/alarms/fever-case.js';
import { sql } from 'kysely';
import type { AlarmChange } from '../ledger/ledger-store.js';
import { alarmOfRow, caseOfRow, columnsOfLife, type StoredAlarm } from './alarm-rows.js';
import type { AlarmEventRow } from './alarm-schema.js';
import type { Queries } from './queries.js';

type Raise = Extract<AlarmChange, { kind: 'raise' }>;
type Settle = Extract<AlarmChange, { kind: 'settle-suspicion' }>;

/** Raises or settles alarms; answers them as they stand afterwards. */
export async function changeAlarm(change: AlarmChange, queries: Queries): Promise<readonly Alarm[]> {
  const rows =
    change.kind === 'raise' ? await raise(change, queries) : await settleSuspicion(change, queries);
  return rows.map(alarmOfRow);
}

/** The newest alarms first, those that wait for a person before those that do not. */
export async function listAlarms(queries: Queries, limit: number): Promise<readonly Alarm[]> {
  const newest = queries.selectFrom('alarms').selectAll().orderBy('id', 'desc');
  const isOpen = sql<boolean>`(resolved_at is null and (cleared_at is null or acknowledged_at is null))`;
  const open = await newest.where(isOpen).limit(limit).execute();
  const rest = limit - open.length;
  const closed = await newest
    .where(sql<boolean>`not ${isOpen}`)
    .limit(rest)
    .execute();
  return [...open, ...closed].map(alarmOfRow);
}

/** Alarms by their ids, in the order they were raised. */
export async function alarmsByIds(queries: Queries, ids: readonly number[]): Promise<readonly Alarm[]> {
  if (ids.length === 0) return [];
  const rows = await queries.selectFrom('alarms').selectAll().where('id', 'in', ids).orderBy('id').execute();
  return rows.map(alarmOfRow);
}

/** One more step in the life of an alarm. */
export async function addAlarmEvent(
  queries: Queries,
  event: Omit<AlarmEventRow, 'id' | 'detail'> & { readonly detail?: AlarmEvent['detail'] },
): Promise<void> {
  const detail = JSON.stringify(event.detail ?? {});
  await queries
    .insertInto('alarm_events')
    .values({ ...event, detail })
    .execute();
}

async function raise({ alarm, pass, knownAt, event }: Raise, queries: Queries): Promise<StoredAlarm[]> {
  const { raisedAt, ...what } = alarm;
  const before = event === null ? null : await caseBefore(event, what.compound, queries);
  const fever = event === null ? null : caseAfter(before, event);
  return queries
    .insertInto('alarms')
    .values({
      ...what,
      pass,
      raised_at: raisedAt,
      ...columnsOfLife(newAlarm(what.kind, knownAt), knownAt),
      fever: textOf(fever),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .execute();
}

/** The suspicion that the same event has just turned into a confirmed case, at whichever gate it began. */
async function caseBefore(
  event: NonNullable<Raise['event']>,
  compound: Alarm['compound'],
  queries: Queries,
): Promise<FeverCase | null> {
  const row = await queries
    .selectFrom('alarms')
    .select('fever')
    .where('compound', '=', compound)
    .where('pass', '=', event.pass)
    .where('kind', '=', 'fever-suspected')
    .where('cleared_at', '=', event.at)
    .orderBy('id', 'desc')
    .executeTakeFirst();
  const before = row === undefined ? null : caseOfRow(row);
  if (before?.phase !== 'confirmed') return null;
  // It has taken the reading of this event already.
  return event.reading === null ? before : { ...before, readings: before.readings.slice(0, -1) };
}

async function settleSuspicion({ compound, pass, event }: Settle, queries: Queries): Promise<StoredAlarm[]> {
  const open = await queries
    .selectFrom('alarms')
    .select(['id', 'fever'])
    .where('pass', '=', pass)
    .where('kind', '=', 'fever-suspected')
    .where('compound', '=', compound)
    .where('cleared_at', 'is', null)
    .where('resolved_at', 'is', null)
    .execute();
  const settled: StoredAlarm[] = [];
  for (const row of open) {
    const fever = textOf(caseAfter(caseOfRow(row), event));
    const changed = await queries
      .updateTable('alarms')
      .set({ state: 'cleared', cleared_at: event.at, escalate_at: null, fever })
      .where('id', '=', row.id)
      .where('cleared_at', 'is', null)
      .returningAll()
      .execute();
    settled.push(...changed);
    await addAlarmEvent(queries, { alarm: row.id, at: event.at, author: null, action: 'clear' });
  }
  return settled;
}

function textOf(fever: FeverCase | null): string | null {
  return fever === null ? null : JSON.stringify(fever);
}
