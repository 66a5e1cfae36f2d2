import type { RetentionRules } from '#core/api/retention.js';
import type { Logger } from '#core/ports/logger.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { CompoundId } from '#core/units/ids.js';
import { DAY, type Instant } from '#core/units/instant.js';
import type { LedgerStore } from '../ledger/ledger-store.js';
import { queriesOn } from '../storage/queries.js';
import { Eraser } from './eraser.js';
import type { RetentionRegister } from './retention-register.js';

interface AgeTools {
  readonly database: SqlDatabase;
  readonly register: Pick<RetentionRegister, 'get'>;
  readonly ledger: Pick<LedgerStore, 'settle'>;
  readonly logger: Logger;
}

/** Erases in every compound what is older than it wants to keep. */
export async function eraseByAge(now: Instant, tools: AgeTools): Promise<void> {
  // What is erased is replayed no more, so nothing may wait to be saved.
  await tools.ledger.settle();
  const compounds = await queriesOn(tools.database.reader).selectFrom('compounds').select('id').execute();
  for (const { id } of compounds) await eraseIn(id, now, tools);
}

async function eraseIn(compound: CompoundId, now: Instant, tools: AgeTools): Promise<void> {
  const { database, register, logger } = tools;
  const rules = await register.get(compound);
  const eraser = new Eraser({ database, now });
  const span = (name: keyof RetentionRules): { compound: CompoundId; before: Instant } | null => {
    const days = rules[name];
    return days === null ? null : { compound, before: now - days * DAY };
  };
  const [temperature, entry, alarm, quarantine, contact] = [
    span('temperatureDays'),
    span('entryDays'),
    span('alarmDays'),
    span('quarantineDays'),
    span('contactDays'),
  ];
  const temperatures = temperature === null ? 0 : await eraser.temperatures(temperature);
  const persons = entry === null ? 0 : await eraser.persons(entry);
  if (temperature !== null) await eraser.feverCases(temperature);
  if (entry !== null) await eraser.exceptions(entry);
  if (alarm !== null) await eraser.alarms(alarm);
  if (quarantine !== null) await eraser.quarantine(quarantine);
  const contacts = contact === null ? 0 : await eraser.contacts(contact);
  if (temperatures + persons + contacts === 0) return;
  logger.info({ compound, temperatures, persons, contacts }, 'old personal data was erased');
}
