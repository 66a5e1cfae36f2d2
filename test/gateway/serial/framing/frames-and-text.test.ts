import { describe, expect, it } from 'vitest';
import { FramesAndText } from '#gateway/serial/framing/frames-and-text.js';
import { joined, variableFormat, variableFrame } from './frame-formats.js';

const frame = variableFrame([0x41, 0x0d, 0x42]);

function cutter(): FramesAndText {
  return new FramesAndText({
    formats: [variableFormat],
    timeout: 100,
    text: { tails: [0x0d], timeout: 300 },
  });
}

function latin(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

const text = (value: string): object => ({ kind: 'frame', format: 'text', bytes: latin(value) });

describe('FramesAndText', () => {
  it('parts frames from the text around them', () => {
    const found = cutter().push(joined([latin('AB\r'), frame, latin('CD\r')]), 0);
    expect(found).toEqual([{ kind: 'frame', format: 'variable', bytes: frame }, text('AB'), text('CD')]);
  });

  it('takes nothing of a damaged frame for text, nor what comes before the line was quiet', () => {
    const one = cutter();
    const bad = frame.slice();
    bad[6] = 0x0c;
    expect(one.push(joined([latin('A'), bad, latin('B\r')]), 0)).toEqual([
      { kind: 'discarded', why: 'noise', bytes: 1, excerpt: '41' },
      { kind: 'discarded', why: 'bad-check', bytes: bad.length + 2, excerpt: expect.any(String) as string },
    ]);
    expect(one.push(latin('C\r'), 50)).toMatchObject([{ kind: 'discarded', why: 'noise', bytes: 2 }]);
    expect(one.push(latin('D\r'), 150)).toEqual([text('D')]);
  });

  it('gives up an unfinished frame and an unfinished text, each at its own time', () => {
    const one = cutter();
    one.push(latin('AB'), 0);
    expect(one.deadline).toBe(300);
    one.push(frame.subarray(0, 4), 250);
    expect(one.deadline).toBe(300);
    expect(one.expire(350)).toEqual([
      { kind: 'discarded', why: 'noise', bytes: 2, excerpt: '41 42' },
      { kind: 'discarded', why: 'timeout', bytes: 4, excerpt: 'AA AA 96 00' },
    ]);
    expect(one.deadline).toBeNull();
  });
});
