import type { Alarm } from '#core/api/alarms.js';
import type { Central } from '#core/api/central.js';
import type { CentralDatabase } from './central-database.js';
import type { GateBoard } from './gates/gate-board.js';
import { ExceptionRegister } from './register/exception-register.js';
import { PolicyRegister } from './register/policy-register.js';
import { PolicyWatch } from './register/policy-watch.js';
import type { ServiceTools } from './service-tools.js';
import { alarmsByIds, listAlarms } from './storage/alarm-queries.js';
import { queriesOn } from './storage/queries.js';
import { PolicyTrial } from './trial/policy-trial.js';

const ALARMS_SHOWN = 500;

/** The parts of the service in which something happens because its time has come. */
export interface TimedParts {
  readonly central: Pick<Central, 'policies' | 'exceptions' | 'alarms'>;
  readonly alarms: { byIds(ids: readonly number[]): Promise<readonly Alarm[]> };
  /** Ends what goes by time; waits for what was begun. */
  stop(): Promise<void>;
}

interface TimedTools {
  readonly tools: ServiceTools;
  readonly board: Pick<GateBoard, 'refreshCompound'>;
}

/** Builds them; what is due counts before the first entry comes. */
export async function buildTimed(opened: CentralDatabase, { tools, board }: TimedTools): Promise<TimedParts> {
  const { database, feed } = opened;
  const { clock, logger } = tools;
  const trial = new PolicyTrial({ database, clock });
  const policies = new PolicyRegister({ database, clock, trial: (...order) => trial.run(...order) });
  const policyWatch = new PolicyWatch({
    database,
    clock,
    logger,
    onChange: (compound) => board.refreshCompound(compound),
  });
  const exceptions = new ExceptionRegister({ ...tools, database, ledger: opened.store });
  await policyWatch.start();
  feed.listen(policyWatch);
  const queries = queriesOn(database);
  return {
    central: { policies, exceptions, alarms: { list: () => listAlarms(queries, ALARMS_SHOWN) } },
    alarms: { byIds: (ids) => alarmsByIds(queries, ids) },
    stop: () => policyWatch.stop(),
  };
}
