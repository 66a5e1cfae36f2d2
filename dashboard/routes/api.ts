import type { Central } from '#core/api/central.js';
import type { App } from '../http.js';
import type { LiveHub } from '../live/live-hub.js';
import { demandSessions, type SessionCookie } from '../plugins/sessions.js';
import { alarmRoutes } from './alarms.js';
import { cardRoutes } from './cards.js';
import { compoundRoutes } from './compounds.js';
import { entryRoutes } from './entries.js';
import { exportRoutes } from './exports.js';
import { exceptionRoutes } from './exceptions.js';
import { gateRoutes } from './gates.js';
import { householdRoutes } from './households.js';
import { importRoutes } from './imports.js';
import { keyRoutes } from './keys.js';
import { liveRoutes } from './live.js';
import { passRoutes } from './passes.js';
import { policyRoutes } from './policy.js';
import { printJobRoutes } from './print-jobs.js';
import { policyTrialRoutes } from './policy-trial.js';
import { quarantineRoutes } from './quarantine.js';
import { residentRoutes, sealRoutes } from './residents.js';
import { retentionRoutes } from './retention.js';
import { sessionRoutes } from './session.js';

interface ApiParts {
  readonly central: Central;
  readonly cookie: SessionCookie;
  readonly hub: LiveHub;
}

/** Everything under `/api/v1`, behind the log-in. */
export async function apiRoutes(api: App, { central, cookie, hub }: ApiParts): Promise<void> {
  const { accounts } = central;
  demandSessions(api, { accounts, cookie });
  sessionRoutes(api, { accounts, cookie, live: hub });
  gateRoutes(api, central.gates);
  compoundRoutes(api, central.compounds);
  policyRoutes(api, central.policies);
  policyTrialRoutes(api, central.policies);
  exceptionRoutes(api, central.exceptions);
  householdRoutes(api, central.households);
  residentRoutes(api, central.residents);
  sealRoutes(api, central.seals);
  exportRoutes(api, central.exports);
  passRoutes(api, central.passes);
  cardRoutes(api, central.cards);
  keyRoutes(api, central.keys);
  printJobRoutes(api, central.printing);
  entryRoutes(api, central.entries);
  alarmRoutes(api, central.alarms);
  quarantineRoutes(api, central.quarantine);
  retentionRoutes(api, central);
  liveRoutes(api, { hub, accounts });
  await importRoutes(api, central.imports);
}
