import { ID_PATTERN, type GateId } from '#core/units/ids.js';

/** Every topic of the wire contract (DESIGN section 5). `docs/topics.md` has a row for each; a test compares them. */
export const TOPICS = {
  entries: { from: 'gateway', qos: 1, retained: false },
  decisions: { from: 'service', qos: 1, retained: false },
  amendments: { from: 'gateway', qos: 1, retained: false },
  receipts: { from: 'service', qos: 1, retained: false },
  status: { from: 'gateway', qos: 1, retained: true },
  health: { from: 'gateway', qos: 0, retained: false },
  requests: { from: 'gateway', qos: 1, retained: false },
  responses: { from: 'service', qos: 1, retained: false },
  changes: { from: 'service', qos: 1, retained: false },
  commands: { from: 'service', qos: 1, retained: false },
} as const satisfies Record<string, { from: 'gateway' | 'service'; qos: 0 | 1; retained: boolean }>;

export type TopicName = keyof typeof TOPICS;

export const TOPIC_PREFIX = 'gatehouse/v1/gates/';

const topicForm = new RegExp(`^${TOPIC_PREFIX}(${ID_PATTERN.slice(1, -1)})/([a-z]+)$`);

export interface GateTopic {
  readonly gate: GateId;
  readonly name: TopicName;
}

/** The full topic of one gate, such as `gatehouse/v1/gates/north/entries`. */
export function topicOf(gate: GateId, name: TopicName): string {
  return `${TOPIC_PREFIX}${gate}/${name}`;
}

/** The gate and name a topic speaks of, or null when it is none of ours. Wildcards never match. */
export function parseTopic(topic: string): GateTopic | null {
  const parts = topicForm.exec(topic);
  const [, gate, name] = parts ?? [];
  if (gate === undefined || name === undefined || !Object.hasOwn(TOPICS, name)) return null;
  return { gate: gate as GateId, name: name as TopicName };
}
