import type { Central, Readiness } from '#core/api/central.js';
import { messageOf } from '#core/errors/gate-error.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { EntryIntake } from './intake/entry-intake.js';
import type { MqttBroker } from './mqtt/mqtt-broker.js';

/** Whether entries are decided now: the ledger commits and the database answers. */
export async function readinessOf(
  database: SqlDatabase,
  intake: Pick<EntryIntake, 'problem'>,
): Promise<Readiness> {
  if (intake.problem !== null) return { ready: false, problem: intake.problem };
  try {
    await database.all('select 1');
    return { ready: true, problem: null };
  } catch (error) {
    return { ready: false, problem: messageOf(error) };
  }
}

/** The same service, not ready while no gate can be heard. */
export function withBroker(central: Central, broker: Pick<MqttBroker, 'problem'>): Central {
  const readiness = (): Promise<Readiness> => {
    const { problem } = broker;
    return problem === null ? central.readiness() : Promise.resolve({ ready: false, problem });
  };
  return { ...central, readiness };
}
