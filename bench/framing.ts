import { ByteLengthParser } from '@serialport/parser-byte-length';
import { DelimiterParser } from '@serialport/parser-delimiter';
import { ReadlineParser } from '@serialport/parser-readline';
import { findDriver } from '#gateway/drivers/index.js';
import { LineFramer } from '#gateway/serial/line-framer.js';
import { contest, type Contestant } from './support/contest.js';

/**
 * Bytes a second of our framers, against a plain copy of the same stream and against node-serialport's parsers, which
 * check nothing and resynchronise never. Chunks are 64 bytes, as a USB adapter delivers them.
 */
const CHUNK = 64;
const FRAMES = 200_000;
const LINES = 60_000;
const ROUNDS = 5;

await contest(
  { title: 'thermometer frames, 9 bytes', unit: 'bytes', rounds: ROUNDS, against: 'plain copy' },
  frameContestants(
    chunked(repeated(Uint8Array.of(0x5a, 0x5a, 0x45, 0x04, 0x0c, 0x78, 0x0d, 0x19, 0xa7), FRAMES)),
  ),
);
await contest(
  { title: 'checkpoint lines, 40 bytes', unit: 'bytes', rounds: ROUNDS, against: 'plain copy' },
  lineContestants(chunked(repeated(Buffer.from('$T,17,34.10,21.30,2.40,36.50,F*CC59\r\n', 'latin1'), LINES))),
);

function frameContestants(stream: readonly Uint8Array[]): Contestant[] {
  return [
    plainCopy(stream),
    { name: 'driver gy-mcu9061x (frame, check, decode)', run: () => throughDriver('gy-mcu9061x', stream) },
    {
      name: '@serialport/parser-byte-length',
      run: () => throughParser(new ByteLengthParser({ length: 9 }), stream),
    },
    {
      name: '@serialport/parser-delimiter',
      run: () => throughParser(new DelimiterParser({ delimiter: [0x5a, 0x5a] }), stream),
    },
  ];
}

function lineContestants(stream: readonly Uint8Array[]): Contestant[] {
  return [
    plainCopy(stream),
    { name: 'line framer behind its length guard', run: () => throughLineFramer(stream) },
    {
      name: '@serialport/parser-readline alone',
      run: () => throughParser(new ReadlineParser({ delimiter: '\n' }), stream),
    },
  ];
}

function plainCopy(stream: readonly Uint8Array[]): Contestant {
  const target = new Uint8Array(CHUNK);
  const run = (): number => {
    let bytes = 0;
    for (const chunk of stream) {
      target.set(chunk);
      bytes += chunk.length;
    }
    return bytes;
  };
  return { name: 'plain copy', run };
}

function throughDriver(name: string, stream: readonly Uint8Array[]): number {
  const session = findDriver(name).createSession({});
  session.opened(0);
  let events = 0;
  for (const chunk of stream) events += session.received(chunk, 0).events.length;
  return handled(stream, events);
}

function throughLineFramer(stream: readonly Uint8Array[]): number {
  let lines = 0;
  const framer = new LineFramer({ onLine: () => (lines += 1), onTooLong: () => undefined });
  for (const chunk of stream) framer.push(chunk);
  framer.close();
  return handled(stream, lines);
}

async function throughParser(parser: NodeJS.ReadWriteStream, stream: readonly Uint8Array[]): Promise<number> {
  let frames = 0;
  parser.on('data', () => (frames += 1));
  for (const chunk of stream) {
    if (!parser.write(chunk)) await new Promise((resolve) => parser.once('drain', resolve));
  }
  const ended = new Promise((resolve) => parser.once('end', resolve));
  parser.end();
  await ended;
  return handled(stream, frames);
}

/** All bytes of the stream, or 0 when nothing came out, which would make the figure meaningless. */
function handled(stream: readonly Uint8Array[], results: number): number {
  return results > 0 ? stream.reduce((sum, chunk) => sum + chunk.length, 0) : 0;
}

function repeated(frame: Uint8Array, times: number): Uint8Array {
  const bytes = new Uint8Array(frame.length * times);
  for (let index = 0; index < times; index += 1) bytes.set(frame, index * frame.length);
  return bytes;
}

function chunked(bytes: Uint8Array): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) chunks.push(bytes.subarray(at, at + CHUNK));
  return chunks;
}
