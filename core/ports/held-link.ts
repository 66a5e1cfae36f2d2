import type { LinkEvents, LinkMessage, MessageLink } from './message-link.js';

/** A message whose acknowledgement waits for its owner. */
export interface HeldMessage extends LinkMessage {
  /** The broker had kept it from before the subscription: it may be old. */
  readonly retained: boolean;
  /** Lets the acknowledgement go out, once; after the end of its connection it does nothing. */
  readonly settle: () => void;
}

export interface HeldLinkEvents extends Pick<LinkEvents, 'onDown'> {
  /** Comes after every (re)connect with the set of filters the broker has granted. */
  onUp(granted: readonly string[]): void;
  /** Comes before `onUp` too: what an earlier connection left unacknowledged arrives at once. */
  onMessage(message: HeldMessage): void;
}

/**
 * A link for whoever must not lose what it receives: the broker keeps the session while the link is down, and sends again
 * what was not acknowledged. A goodbye takes the subscriptions along, so that nothing new piles up behind it.
 */
export interface HeldLink extends Omit<MessageLink, 'start'> {
  start(events: HeldLinkEvents): void;
}

/** Who a held link is and what it wants from the broker. */
export interface HeldIdentity {
  /** The same at every start: the broker keeps the session under it. */
  readonly client: string;
  readonly user: string | null;
  readonly password: string | null;
  /** Sets of filters, the best first: the first one that the broker grants stands. Never empty. */
  readonly subscriptions: readonly (readonly string[])[];
  /** Most messages that wait for their acknowledgement; nothing more is read until one of them is settled. */
  readonly window: number;
}
