import type { AlarmChange, ChangedAlarms } from '../ledger/ledger-store.js';
import { changeAlarm } from './alarm-queries.js';
import type { Queries } from './queries.js';

/** Changes alarms one after the other; answers what each change has raised or cleared. */
export async function changeAlarms(
  changes: readonly AlarmChange[],
  queries: Queries,
): Promise<ChangedAlarms> {
  const changed = [];
  for (const change of changes) changed.push(await changeAlarm(change, queries));
  return changed;
}
