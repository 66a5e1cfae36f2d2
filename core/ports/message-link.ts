export interface LinkMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
}

export interface PublishOptions {
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

/** What a link tells its owner. `up` comes after every (re)connect, when the subscriptions stand again. */
export interface LinkEvents {
  onUp(): void;
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
