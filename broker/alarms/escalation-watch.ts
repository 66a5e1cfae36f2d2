import type { Alarm } from '#core/api/alarms.js';
import { escalationDue } from '#core/alarms/escalation.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { Instant } from '#core/units/instant.js';
import { alarmOfRow, lifeOfRow } from '../storage/alarm-rows.js';
import { queriesOn } from '../storage/queries.js';
import { lockedAlarm, stepLocked } from './alarm-steps.js';

/** Alarms looked at in one round; more than this at once is a flood, and the next round is a second away. */
const AT_ONCE = 100;

interface WatchTools {
  readonly database: SqlDatabase;
  readonly now: () => Instant;
  readonly onChange: (alarm: Alarm) => void;
}

/**
 * Takes the steps of the escalation that are due: after 60 s and 180 s without an acknowledgement. The row of the alarm
 * counts them under its lock, so that each is taken once, on whichever node, and after a restart too.
 */
export async function escalate({ database, now, onChange }: WatchTools): Promise<void> {
  const due = await queriesOn(database.reader)
    .selectFrom('alarms')
    .select('id')
    .where('escalate_at', '<=', now())
    .orderBy('escalate_at')
    .limit(AT_ONCE)
    .execute();
  for (const { id } of due) {
    const steps = await database.transaction(async (session) => {
      const taken: Alarm[] = [];
      let row = await lockedAlarm(id, session);
      const at = now();
      for (const step of escalationDue(lifeOfRow(row), at)) {
        row = await stepLocked(row, { action: { kind: 'escalate', at }, now: at, detail: { step } }, session);
        taken.push(alarmOfRow(row));
      }
      return taken;
    });
    for (const alarm of steps) onChange(alarm);
  }
}
