import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameFormat } from '#gateway/serial/framing/frame-format.js';
import { Framer } from '#gateway/serial/framing/framer.js';
import {
  chunked,
  fixedFormat,
  fixedFrame,
  joined,
  overlap,
  uncontested,
  validRuns,
  variableFormat,
  variableFrame,
} from './frame-formats.js';

const formats = [fixedFormat, variableFormat];
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
const anyByte = fc.integer({ min: 0, max: 255 });
/** Bytes that headers are made of, so that false starts are common. */
const nastyByte = fc.oneof(fc.constantFrom(0x5a, 0x45, 0x04, 0xaa, 0x96, 0x00), anyByte);
const harmlessByte = anyByte.filter((byte) => byte !== 0x5a && byte !== 0xaa);

const fixed = fc.array(nastyByte, { minLength: 4, maxLength: 4 }).map(fixedFrame);
const variable = fc.array(nastyByte, { maxLength: 30 }).map(variableFrame);
const frame = fc.oneof(fixed, variable);
const bytes = (byte: fc.Arbitrary<number>, maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc.array(byte, { maxLength }).map((list) => Uint8Array.from(list));

interface Outcome {
  readonly frames: Uint8Array[];
  readonly skipped: number;
}

/** Feeds the stream, lets the time-out pass, and adds up what came out. */
function run(
  stream: Uint8Array,
  chunkSizes: readonly number[],
  known: readonly FrameFormat[] = formats,
): Outcome {
  const framer = new Framer({ formats: known, timeout: 100 });
  const found = chunked(stream, chunkSizes).flatMap((chunk) => framer.push(chunk, 0));
  found.push(...framer.expire(100));
  expect(framer.waiting).toBe(0);
  return {
    frames: found.flatMap((one) => (one.kind === 'frame' ? [one.bytes] : [])),
    skipped: found.reduce((sum, one) => (one.kind === 'discarded' ? sum + one.bytes : sum), 0),
  };
}

describe('Framer, for any bytes', () => {
  it('gives exactly the valid runs that share no byte with another, in order, whatever the chunks', () => {
    const piece = fc.oneof(
      frame,
      bytes(nastyByte, 12),
      fc.constantFrom(Uint8Array.of(0x5a), Uint8Array.of(0xaa)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), sizes, (pieces, chunkSizes) => {
        const stream = joined(pieces);
        const expected = uncontested(validRuns(formats, stream)).map((one) => one.bytes);
        expect(run(stream, chunkSizes).frames).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('accounts for every byte: in a frame or discarded', () => {
    fc.assert(
      fc.property(bytes(nastyByte, 300), sizes, (stream, chunkSizes) => {
        const { frames, skipped } = run(stream, chunkSizes);
        expect(frames.reduce((sum, one) => sum + one.length, skipped)).toBe(stream.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('Framer, for valid frames with junk between', () => {
  it('gives every frame and nothing else when the junk holds no first byte of a header', () => {
    // Data without header bytes: then no run but the frames themselves can be valid.
    const plain = fc.oneof(
      fc.array(harmlessByte, { minLength: 4, maxLength: 4 }).map(fixedFrame),
      fc.array(harmlessByte, { maxLength: 30 }).map(variableFrame),
    );
    const pieces = fc.array(fc.tuple(bytes(harmlessByte, 20), plain), { maxLength: 20 });
    fc.assert(
      fc.property(pieces, sizes, (pairs, chunkSizes) => {
        const sent = pairs.map(([, one]) => one);
        expect(run(joined(pairs.flat()), chunkSizes).frames).toEqual(sent);
      }),
      { numRuns: 500 },
    );
  });
});

describe('Framer, for frames of one length sent back to back with one byte lost or changed', () => {
  const damage = fc.record({
    at: fc.nat(),
    change: fc.option(fc.integer({ min: 1, max: 255 }), { nil: null }),
  });
  const list = fc.array(fixed, { minLength: 2, maxLength: 12 });

  it('never gives a wrong frame, and gives each undamaged one that no accidental run of bytes contests', () => {
    fc.assert(
      fc.property(list, damage, sizes, (sent, { at, change }, chunkSizes) => {
        const place = at % (sent.length * 9);
        const hit = Math.floor(place / 9);
        const stream = damaged(joined(sent), place, change);
        const { frames } = run(stream, chunkSizes, [fixedFormat]);

        const innocent = sent.map((one, index) => ({
          at: index * 9 - (change === null && index > hit ? 1 : 0),
          bytes: one,
        }));
        innocent.splice(hit, 1);
        const runs = validRuns([fixedFormat], stream);
        const accidents = runs.filter((one) => innocent.every((other) => other.at !== one.at));
        const expected = innocent.filter((one) => accidents.every((other) => !overlap(one, other)));
        expect(frames).toEqual(expected.map((one) => one.bytes));
      }),
      { numRuns: 3000 },
    );
  });

  function damaged(stream: Uint8Array, at: number, change: number | null): Uint8Array {
    if (change === null) return joined([stream.subarray(0, at), stream.subarray(at + 1)]);
    const copy = stream.slice();
    copy[at] = (copy[at] ?? 0) ^ change;
    return copy;
  }
});
