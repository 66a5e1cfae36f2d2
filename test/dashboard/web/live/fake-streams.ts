import type {
  EventStream,
  OpenStream,
  StreamEvent,
  StreamListener,
} from '#dashboard/web/live/event-stream.js';

interface FakeStream {
  readonly listener: StreamListener;
  /** Id after which it goes on. */
  readonly after: string | null;
  closed: boolean;
}

/** Streams that a test opens, speaks on and breaks by hand. */
export class FakeStreams {
  readonly all: FakeStream[] = [];
  #lastId = 0;

  readonly open: OpenStream = (listener, after): EventStream => {
    const stream: FakeStream = { listener, after, closed: false };
    this.all.push(stream);
    return {
      close: () => {
        stream.closed = true;
      },
    };
  };

  get openCount(): number {
    return this.all.filter((stream) => !stream.closed).length;
  }

  /** The stream opened last. */
  get newest(): StreamListener {
    const stream = this.all.at(-1);
    if (stream === undefined) throw new Error('no stream has been opened');
    return stream.listener;
  }

  beat(at: number): void {
    this.tell('heartbeat', { at, sequence: 1 });
  }

  /** Says something that may be no event of ours. */
  tellText(name: StreamEvent, data: string): void {
    this.#lastId += 1;
    this.newest.received(name, { data, id: `run1-${this.#lastId}` });
  }

  tell(name: StreamEvent, body: unknown): void {
    this.tellText(name, JSON.stringify(body));
  }
}
