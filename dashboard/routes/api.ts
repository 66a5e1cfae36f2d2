import type { Central } from '#core/api/central.js';
import type { App } from '../http.js';
import type { LiveHub } from '../live/live-hub.js';
import { demandSessions, type SessionCookie } from '../plugins/sessions.js';
import { alarmRoutes } from './alarms.js';
import { amendmentRoutes } from './amendments.js';
import { compoundRoutes } from './compounds.js';
import { entryRoutes } from './entries.js';
import { gateRoutes } from './gates.js';
import { householdRoutes } from './households.js';
import { listRoutes } from './lists.js';
import { liveRoutes } from './live.js';
import { passRoutes } from './passes.js';
import { policyRoutes } from './policy.js';
import { quarantineRoutes } from './quarantine.js';
import { retentionRoutes } from './retention.js';
import { sessionRoutes } from './session.js';
import { thermometerRoutes } from './thermometers.js';

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
  policyRoutes(api, central.compounds);
  householdRoutes(api, central.households);
  passRoutes(api, central.passes);
  entryRoutes(api, central.entries);
  amendmentRoutes(api, central.amendments);
  alarmRoutes(api, central.alarms);
  quarantineRoutes(api, central.quarantine);
  listRoutes(api, central.lists);
  thermometerRoutes(api, central.thermometers);
  retentionRoutes(api, central);
  liveRoutes(api, { hub, accounts });
  await Promise.resolve();
}
