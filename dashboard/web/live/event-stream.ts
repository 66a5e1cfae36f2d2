/** Names of the events of `GET /api/v1/live`. */
export const STREAM_EVENTS = ['entry', 'alarm', 'gate', 'heartbeat', 'resync'] as const;
export type StreamEvent = (typeof STREAM_EVENTS)[number];

/** What an open stream tells its listener. */
export interface StreamListener {
  /** The service answered; `resumed` when it was told the last id that the page had seen. */
  opened(resumed: boolean): void;
  received(name: StreamEvent, event: { readonly data: string; readonly id: string }): void;
  /** The stream has ended and will not come back by itself. */
  ended(): void;
}

/** One server-sent event stream; closing it again does nothing. */
export interface EventStream {
  close(): void;
}

/** Opens a stream that goes on after the event with the id; `null` begins with what happens from now on. */
export type OpenStream = (listener: StreamListener, after: string | null) => EventStream;
