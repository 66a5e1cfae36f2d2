import { TOPIC_PREFIX, TOPICS, type TopicName } from '#core/wire/topics.js';

/** Of these each message concerns one node alone; status and health concern every node, which shows who is there. */
const SHARED: ReadonlySet<TopicName> = new Set(['entries', 'amendments', 'requests']);
/** What a shared subscription begins with; MQTT 3.1.1 does not know it, most brokers do. */
export const SHARE = '$share/';
const GROUP = `${SHARE}gatehouse/`;

const names = (Object.keys(TOPICS) as TopicName[]).filter((name) => TOPICS[name].from === 'gateway');

/** Subscriptions of a node that hears everything from every gate. */
export const GATEWAY_FILTERS: readonly string[] = names.map(filterOf);

/** Subscriptions of a node that shares with others what only one of them must do. */
export const SHARED_FILTERS: readonly string[] = names.map((name) =>
  SHARED.has(name) ? `${GROUP}${filterOf(name)}` : filterOf(name),
);

function filterOf(name: TopicName): string {
  return `${TOPIC_PREFIX}+/${name}`;
}
