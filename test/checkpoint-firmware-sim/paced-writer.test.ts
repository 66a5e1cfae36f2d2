import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PacedWriter } from '#sim/paced-writer.js';
import { ManualClock } from '../support/manual-clock.js';

interface Rig {
  readonly clock: ManualClock;
  readonly writer: PacedWriter;
  readonly chunks: { at: number; bytes: number[] }[];
}

function rig(baudRate: number): Rig {
  const clock = new ManualClock();
  const chunks: Rig['chunks'] = [];
  const write = (bytes: Uint8Array): void => {
    chunks.push({ at: clock.monotonic(), bytes: [...bytes] });
  };
  return { clock, chunks, writer: new PacedWriter({ clock, baudRate, write }) };
}

const bytes = (length: number): { kind: 'bytes'; bytes: Uint8Array } => ({
  kind: 'bytes',
  bytes: Uint8Array.from({ length }, (_, index) => index & 0xff),
});

describe('a paced writer', () => {
  it('hands a frame over in pieces, as a port at 9600 baud does', async () => {
    const { clock, writer, chunks } = rig(9600);
    writer.send(bytes(9));
    await clock.advance(100);
    expect(chunks.length).toBeGreaterThan(1);
    expect(chunks.flatMap((chunk) => chunk.bytes)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('never runs ahead of ten bits a byte, and keeps up with it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(1200, 9600, 57600, 115200),
        fc.integer({ min: 1, max: 400 }),
        async (baudRate, length) => {
          const { clock, writer, chunks } = rig(baudRate);
          writer.send(bytes(length));
          const span = (length * 10_000) / baudRate;
          await clock.advance(span + 10);
          let sent = 0;
          for (const chunk of chunks) {
            sent += chunk.bytes.length;
            expect(sent * 10).toBeLessThanOrEqual((chunk.at * baudRate) / 1000 + 1e-6);
          }
          expect(sent).toBe(length);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('does not save up time in which it had nothing to send', async () => {
    const { clock, writer, chunks } = rig(9600);
    writer.send(bytes(1));
    await clock.advance(60_000);
    writer.send(bytes(100));
    await clock.advance(4);
    expect(chunks.flatMap((chunk) => chunk.bytes).length).toBeLessThan(8);
  });

  it('rests between two frames when told to', async () => {
    const { clock, writer, chunks } = rig(115200);
    writer.send(bytes(2), { kind: 'rest', span: 50 }, bytes(2));
    await clock.advance(200);
    expect((chunks[1]?.at ?? 0) - (chunks[0]?.at ?? 0)).toBeGreaterThanOrEqual(50);
  });

  it('does something when everything before it has left', async () => {
    const { clock, writer, chunks } = rig(9600);
    let seen = -1;
    writer.send(
      bytes(5),
      { kind: 'then', act: () => (seen = chunks.flatMap((c) => c.bytes).length) },
      bytes(5),
    );
    await clock.advance(100);
    expect(seen).toBe(5);
  });

  it('says when it is drained, at once when nothing is under way', async () => {
    const { clock, writer } = rig(9600);
    await writer.drained();
    writer.send(bytes(20));
    let isDrained = false;
    void writer.drained().then(() => (isDrained = true));
    await clock.advance(10);
    expect(isDrained).toBe(false);
    await clock.advance(30);
    expect(isDrained).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it('forgets what has not left when it is reset, and can be used again', async () => {
    const { clock, writer, chunks } = rig(9600);
    writer.send(bytes(100), { kind: 'then', act: () => writer.send(bytes(1)) });
    await clock.advance(8);
    writer.reset();
    const sent = chunks.flatMap((chunk) => chunk.bytes).length;
    await clock.advance(1_000);
    expect(chunks.flatMap((chunk) => chunk.bytes).length).toBe(sent);
    writer.send(bytes(3));
    await clock.advance(20);
    expect(chunks.flatMap((chunk) => chunk.bytes).length).toBe(sent + 3);
  });
});
