import { STREAM_EVENTS, type OpenStream } from './event-stream.js';

/** Opens the stream with the browser's EventSource, which reconnects with the last id by itself while it can. */
export function browserEventStream(address: string): OpenStream {
  return (listener) => {
    const source = new EventSource(address);
    let lastId = '';
    source.addEventListener('open', () => listener.opened(lastId !== ''));
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) listener.ended();
    });
    for (const name of STREAM_EVENTS) {
      source.addEventListener(name, (event: MessageEvent<string>) => {
        lastId = event.lastEventId;
        listener.received(name, event.data);
      });
    }
    return { close: () => source.close() };
  };
}
