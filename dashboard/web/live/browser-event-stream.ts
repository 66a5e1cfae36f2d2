import { STREAM_EVENTS, type OpenStream } from './event-stream.js';

/** Opens the stream with the browser's EventSource, which reconnects with the last id by itself while it can. */
export function browserEventStream(address: string): OpenStream {
  return (listener, after) => {
    const source = new EventSource(
      after === null ? address : `${address}?after=${encodeURIComponent(after)}`,
    );
    let knowsPlace = after !== null;
    source.addEventListener('open', () => listener.opened(knowsPlace));
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) listener.ended();
    });
    for (const name of STREAM_EVENTS) {
      source.addEventListener(name, (event: MessageEvent<string>) => {
        knowsPlace ||= event.lastEventId !== '';
        listener.received(name, { data: event.data, id: event.lastEventId });
      });
    }
    return { close: () => source.close() };
  };
}
