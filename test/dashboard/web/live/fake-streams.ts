import type {
  EventStream,
  OpenStream,
  StreamEvent,
  StreamListener,
} from '#dashboard/web/live/event-stream.js';

interface FakeStream {
  readonly listener: StreamListener;
  closed: boolean;
}

/** Streams that a test opens, speaks on and breaks by hand. */
export class FakeStreams {
  readonly all: FakeStream[] = [];

  readonly open: OpenStream = (listener): EventStream => {
    const stream: FakeStream = { listener, closed: false };
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

  tell(name: StreamEvent, body: unknown): void {
    this.newest.received(name, JSON.stringify(body));
  }
}
