import type { Alarm } from '#core/api/alarms.js';
import type { Central } from '#core/api/central.js';
import type { LiveBody, LiveFeed } from '#core/api/live.js';
import { SECOND } from '#core/units/instant.js';
import { AlarmRegister } from './alarms/alarm-register.js';
import { escalate } from './alarms/escalation-watch.js';
import { OverdueWatch } from './alarms/overdue-watch.js';
import { Rounds } from './alarms/rounds.js';
import type { CentralDatabase } from './central-database.js';
import type { GateBoard } from './gates/gate-board.js';
import { ExceptionRegister } from './register/exception-register.js';
import { PolicyRegister } from './register/policy-register.js';
import { PolicyWatch } from './register/policy-watch.js';
import type { ServiceTools } from './service-tools.js';
import { PolicyTrial } from './trial/policy-trial.js';

/** A look at one index entry. */
const ESCALATE_EVERY = SECOND;
/** A look at the states of all households; a return ends its alarm at once. */
const OVERDUE_EVERY = 15 * SECOND;

/** The parts of the service in which something happens because its time has come. */
export interface TimedParts {
  readonly central: Pick<Central, 'policies' | 'exceptions' | 'alarms'>;
  readonly alarms: AlarmRegister;
  /** Ends what goes by time; waits for what was begun. */
  stop(): Promise<void>;
}

interface TimedTools {
  readonly tools: ServiceTools;
  readonly board: Pick<GateBoard, 'refreshCompound'>;
  readonly live: Pick<LiveFeed, 'subscribe'> & { publish(body: LiveBody): void };
}

/** Builds them; what is due counts before the first entry comes. */
export async function buildTimed(opened: CentralDatabase, on: TimedTools): Promise<TimedParts> {
  const { database, feed, store } = opened;
  const { tools, board, live } = on;
  const { clock, logger } = tools;
  const trial = new PolicyTrial({ database, clock });
  const policies = new PolicyRegister({ database, clock, trial: (...order) => trial.run(...order) });
  const exceptions = new ExceptionRegister({ ...tools, database, ledger: store });
  const onChange = (alarm: Alarm): void => live.publish({ kind: 'alarm', alarm });
  const alarms = new AlarmRegister({ database, clock, onChange });
  const policyWatch = new PolicyWatch({
    database,
    clock,
    logger,
    onChange: (compound) => board.refreshCompound(compound),
  });
  await policyWatch.start();
  feed.listen(policyWatch);
  const stopRounds = alarmRounds(opened, { ...on, onChange });
  return {
    central: { policies, exceptions, alarms },
    alarms,
    stop: async () => {
      await Promise.all([policyWatch.stop(), stopRounds()]);
    },
  };
}

/** What happens to alarms by time. Answers how to end it. */
function alarmRounds(
  { database, store: ledger }: CentralDatabase,
  { tools, live, onChange }: TimedTools & { readonly onChange: (alarm: Alarm) => void },
): () => Promise<void> {
  const now = (): number => tools.clock.now();
  const overdue = new OverdueWatch({ database, ledger, now, onChange });
  const escalation = new Rounds({
    ...tools,
    every: ESCALATE_EVERY,
    fault: 'alarms could not be escalated',
    work: () => escalate({ database, now, onChange }),
  });
  const returns = new Rounds({
    ...tools,
    every: OVERDUE_EVERY,
    fault: 'overdue returns could not be looked for',
    work: () => overdue.look(),
  });
  const unsubscribe = live.subscribe((event) => {
    if (event.kind === 'entry' && overdue.isAwaited(event.entry)) returns.now();
  });
  return async () => {
    unsubscribe();
    await Promise.all([escalation.stop(), returns.stop()]);
  };
}
