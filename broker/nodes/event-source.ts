import type { NodeEvent } from './node-event.js';

/** An event as it was found. */
export interface FoundEvent {
  /** Name of the connection that told it. */
  readonly node: string;
  readonly kind: string;
  readonly body: string;
}

/** What a look has found: the events since the look before, in order; null when some may be missing. */
export type Look = readonly FoundEvent[] | null;

/** Where the events of the nodes are kept: one engine, one class; both pass the suite of the feed. */
export interface EventSource {
  /** Remembers where the events stand: nothing up to here is found by a look. */
  begin(): Promise<void>;
  /** Whether a look could find anything; a look that costs nothing need not say. */
  readonly isWorthALook: boolean;
  look(): Promise<Look>;
  /** Writes events for the other nodes. */
  add(events: readonly NodeEvent[]): Promise<void>;
  /** Calls the other nodes to have a look. */
  call(): Promise<void>;
  /** Calls back when another node calls; goes on until it is cancelled. */
  onCall(called: () => void): () => void;
  /** Removes what every node has seen long ago. */
  prune(): Promise<void>;
}
