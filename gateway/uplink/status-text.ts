import type { Instant } from '#core/units/instant.js';
import { VERSION } from '#core/version.js';
import type { Status } from '#core/wire/status.js';

/** The `status` message of a gateway. */
export function statusText(state: Status['state'], at: Instant): string {
  const status: Status = { state, at, version: VERSION };
  return JSON.stringify(status);
}
