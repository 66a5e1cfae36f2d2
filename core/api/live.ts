import type { Alarm } from './alarms.js';
import type { AmendmentRecord } from './amendments.js';
import type { EntryRecord } from './entries.js';
import type { GateState } from './gates.js';

/** What the live feed tells, in order of `id`; `id` grows by one and survives no restart of the service. */
export type LiveEvent =
  | { readonly id: number; readonly kind: 'entry'; readonly entry: EntryRecord; readonly replayed: boolean }
  | { readonly id: number; readonly kind: 'alarm'; readonly alarm: Alarm }
  | { readonly id: number; readonly kind: 'amendment'; readonly amendment: AmendmentRecord }
  | { readonly id: number; readonly kind: 'gate'; readonly gate: GateState };

export type LiveBody = LiveEvent extends infer E ? (E extends LiveEvent ? Omit<E, 'id'> : never) : never;

/** Every 5 s on the stream, as a named event, so that a page can tell silence from quiet. */
export interface Heartbeat {
  readonly at: number;
  readonly sequence: number;
}

/** Where pages subscribe. A bounded ring of past events lets them resume, while somebody has it keep them. */
export interface LiveFeed {
  /** Identity of this run of the service: ids of another epoch can not be resumed. */
  readonly epoch: string;
  readonly lastId: number;
  /** The events after the id, or null when they are not all there and the page must load afresh. */
  since(id: number): readonly LiveEvent[] | null;
  /** From now on events are kept, until what this gives is called; each caller counts. */
  keep(): () => void;
  subscribe(listener: (event: LiveEvent) => void): () => void;
}
