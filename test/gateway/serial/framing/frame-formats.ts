import { sum8, xor8 } from '#gateway/serial/framing/checksums.js';
import { uint16, type FrameFormat } from '#gateway/serial/framing/frame-format.js';

/** Two formats as real devices have them: one length with a sum, and a length field with an exclusive or. */

export const fixedFormat: FrameFormat = {
  name: 'fixed',
  header: [0x5a, 0x5a, 0x45, 0x04],
  maxLength: 9,
  length: () => 9,
  check: (frame) => sum8(frame.subarray(0, 8)) === frame[8],
};

export function fixedFrame(data: readonly number[]): Uint8Array {
  const body = Uint8Array.of(0x5a, 0x5a, 0x45, 0x04, ...data);
  return Uint8Array.of(...body, sum8(body));
}

/** `AA AA 96 lenH lenL data.. xor`, at most 1000 bytes of data. */
export const variableFormat: FrameFormat = {
  name: 'variable',
  header: [0xaa, 0xaa, 0x96],
  maxLength: 1006,
  length: (bytes) => (bytes.length < 5 ? 'more' : uint16(bytes, 3) + 6),
  check: (frame) => xor8(frame.subarray(3)) === 0,
};

export function variableFrame(data: readonly number[]): Uint8Array {
  const body = Uint8Array.of(data.length >> 8, data.length & 0xff, ...data);
  return Uint8Array.of(0xaa, 0xaa, 0x96, ...body, xor8(body));
}

export interface Run {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Every run of bytes that is a valid frame, found by trying each place of the whole stream: the slow truth. */
export function validRuns(formats: readonly FrameFormat[], stream: Uint8Array): Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < stream.length; at += 1) {
    const rest = stream.subarray(at);
    const format = formats.find((one) => one.header.every((byte, index) => rest[index] === byte));
    const length = format?.length(rest);
    if (format === undefined || typeof length !== 'number') continue;
    if (length > rest.length || length > format.maxLength || !format.check(rest.subarray(0, length)))
      continue;
    runs.push({ at, bytes: rest.slice(0, length) });
  }
  return runs;
}

/** The runs that share no byte with another one. */
export function uncontested(runs: readonly Run[]): Run[] {
  return runs.filter((run) => runs.every((other) => other === run || !overlap(run, other)));
}

export function overlap(a: Run, b: Run): boolean {
  return a.at < b.at + b.bytes.length && b.at < a.at + a.bytes.length;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Cuts a stream into chunks of the given sizes, over and over. */
export function chunked(stream: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < stream.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(stream.slice(at, at + size));
    at += size;
  }
  return chunks;
}
