export interface LinkMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
}

export interface PublishOptions {
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

/** What a link tells its owner. */
export interface LinkEvents {
  /** Comes after every (re)connect, when the subscriptions stand again. */
  onUp(): void;
  /** The link has gone, or cannot come up for another reason than before: once for each change, not for each try. */
  onDown(problem: string): void;
  onMessage(message: LinkMessage): void;
}

/**
 * A connection to the broker that keeps itself up: reconnects with back-off and jitter, restores its subscriptions,
 * and delivers while it is up. It stores nothing: what must not be lost stays with its owner until an answer comes.
 */
export interface MessageLink {
  readonly isUp: boolean;
  /** Starts connecting and returns at once; events tell the rest. */
  start(events: LinkEvents): void;
  /**
   * Resolves when the broker has taken the message (QoS 1: PUBACK), which proves no storage.
   * @throws GateError `link-down` when the link is not up; nothing is queued.
   */
  publish(topic: string, payload: string, options: PublishOptions): Promise<void>;
  /** Says goodbye and closes for good; safe to call twice. */
  stop(): Promise<void>;
}

/** What the broker publishes for a client that vanishes without a goodbye. */
export interface LinkWill {
  readonly topic: string;
  readonly payload: string;
  readonly options: PublishOptions;
}

/** Who a link is and what it wants from the broker. */
export interface LinkIdentity {
  /** Client id and user name. */
  readonly client: string;
  readonly password: string;
  /** Subscribed with QoS 1 on every connection, before the link is up. */
  readonly subscriptions: readonly string[];
  /** Made anew for each connection, because it carries a time; null: no will. */
  readonly will: (() => LinkWill) | null;
}
