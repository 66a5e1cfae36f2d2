import type { LinkIdentity } from '#core/ports/message-link.js';
import type { GateId } from '#core/units/ids.js';
import { topicOf, type TopicName } from '#core/wire/topics.js';
import type { GateClock } from '../gate-clock.js';
import { statusText } from './status-text.js';

/** Topics a gateway listens to. */
const LISTENS_TO: readonly TopicName[] = ['decisions', 'receipts'];

/** Who a gateway is on its link: named after its gate, and known to be offline when it vanishes (DESIGN section 5). */
export function linkIdentity(
  { gate, password }: { readonly gate: GateId; readonly password: string },
  gateClock: GateClock,
): LinkIdentity {
  return {
    client: gate,
    password,
    subscriptions: LISTENS_TO.map((name) => topicOf(gate, name)),
    will: () => ({
      topic: topicOf(gate, 'status'),
      payload: statusText('offline', gateClock.now()),
      options: { qos: 1, retain: true },
    }),
  };
}
