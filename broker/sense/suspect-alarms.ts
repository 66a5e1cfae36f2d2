import { ALARM_KINDS } from '#core/alarms/alarm-kinds.js';
import type { Alarm } from '#core/api/alarms.js';
import type { EntryRecord } from '#core/api/entries.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { presentedOf, readingOf } from '../ledger/entry-parts.js';
import type { Instant } from '#core/units/instant.js';
import { lockedAlarm, stepLocked } from '../alarms/alarm-steps.js';
import { changeAlarm } from '../storage/alarm-queries.js';
import { alarmOfRow } from '../storage/alarm-rows.js';
import { queriesOn } from '../storage/queries.js';
import { deviceKey, placeOfReading } from './sensed-reading.js';

const KIND = 'thermometer-suspect';

/** The alarms of suspect thermometers: one for each device, about the entry that gave it away. They name nobody. */
export class SuspectAlarms {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  /** The ids of those that are open, by device. One whose reading is erased stays until a person resolves it. */
  async open(): Promise<ReadonlyMap<string, number>> {
    const rows = await queriesOn(this.#database.reader)
      .selectFrom('alarms as a')
      .innerJoin('journals as j', 'j.journal', 'a.journal')
      .innerJoin('entry_places as place', (join) =>
        join.onRef('place.journal', '=', 'j.number').onRef('place.seq', '=', 'a.seq'),
      )
      .innerJoin('entries as e', 'e.id', 'place.entry')
      .select(['a.id', 'a.gate', 'e.presentation', 'e.reading'])
      .where('a.kind', '=', KIND)
      .where('a.cleared_at', 'is', null)
      .where('a.resolved_at', 'is', null)
      .orderBy('a.id')
      .execute();
    return new Map(
      rows.flatMap(({ id, gate, presentation, reading }) => {
        const lane = presentedOf(presentation, null)?.lane ?? null;
        const place = placeOfReading({ gate, lane }, readingOf(reading));
        return place === null ? [] : [[deviceKey(place), id] as const];
      }),
    );
  }

  /** The entry is the last one of the device. `now`: when people can first see the alarm. */
  async raise({ compound, gate, journal, seq, at }: EntryRecord, now: Instant): Promise<readonly Alarm[]> {
    const { severity } = ALARM_KINDS[KIND];
    const place = { compound, gate, household: null, journal, seq, raisedAt: at };
    const alarm = { kind: KIND, severity, ...place } as const;
    return this.#database.transaction((session) =>
      changeAlarm({ kind: 'raise', alarm, pass: null, knownAt: now, event: null }, queriesOn(session)),
    );
  }

  /** It has gone back to normal by itself. */
  async clear(id: number, now: Instant): Promise<readonly Alarm[]> {
    return this.#database.transaction(async (session) => {
      const row = await lockedAlarm(id, session);
      return [alarmOfRow(await stepLocked(row, { action: { kind: 'clear', at: now }, now }, session))];
    });
  }
}
