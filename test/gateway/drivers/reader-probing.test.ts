import { describe, expect, it } from 'vitest';
import { de2120 } from '#gateway/drivers/de2120.js';
import { gm65 } from '#gateway/drivers/gm65.js';
import { line8N1 } from '#gateway/serial/serial-port.js';
import { hex, readFixture } from './fixture.js';
import { SessionPlayer } from './session-player.js';

function problemsOf(player: SessionPlayer, ms: number): string[] {
  return player.advance(ms).flatMap((event) => (event.kind === 'trouble' ? [event.problem] : []));
}

describe('driver gm65', () => {
  it('asks for 3 s, says that setting codes are not locked out, and tries the next rate', () => {
    const player = new SessionPlayer(gm65);
    expect(problemsOf(player, 10_000)).toEqual([
      'the reader does not answer at 9600 baud, so printed setting codes are not locked out',
    ]);
    expect(player.takeWrites()).toHaveLength(10);
    expect(player.reopen).toEqual({ line: line8N1(115200), why: expect.stringContaining('9600') as string });
  });

  it('goes round the rates it may be set to', () => {
    const player = new SessionPlayer(gm65, { baudRates: [9600, 57600] }, line8N1(57600));
    player.advance(10_000);
    expect(player.reopen?.line).toEqual(line8N1(9600));
  });

  it('stays at a rate at which codes are read, though nothing answers', () => {
    const player = new SessionPlayer(gm65);
    player.advance(1000);
    expect(player.feed(Buffer.from('GP1:A\r'))).toMatchObject([{ kind: 'scan' }]);
    player.advance(60_000);
    expect(player.reopen).toBeUndefined();
    expect(player.feed(Buffer.from('GP1:B\r'))).toMatchObject([{ kind: 'scan' }]);
  });

  it('asks for a fresh connection when a reader that was set stops answering', () => {
    const player = new SessionPlayer(gm65);
    player.play(readFixture('gm65').startUp);
    player.advance(20_000);
    expect(player.reopen).toEqual({ line: gm65.line, why: 'the reader stopped answering' });
  });

  it('tells a person when the reader does not take its settings', () => {
    const player = new SessionPlayer(gm65);
    const zones = hex('02 00 00 0E D4 00 00 00 00 0A 32 00 00 00 3E 00 00 00');
    const answers = new Map([
      [hexOf('7E 00 07 01 00 2A'), hex('02 00 00 02 39 01 C1 4C')],
      [hexOf('7E 00 07 01 00 00'), withCrc(zones)],
      [hexOf('7E 00 07 01 00 60'), withCrc(hex('02 00 00 02 01 00'))],
    ]);
    const done = hex('02 00 00 01 00 33 31');
    const problems: string[] = [];
    for (
      let write = player.nextWrite();
      write !== null && problems.length === 0;
      write = player.nextWrite()
    ) {
      expect(write[2]).not.toBe(0x05);
      const isHeartbeat = write[2] === 0x0a;
      const answer = answers.get(hexOf(write.subarray(0, 6))) ?? done;
      const events = isHeartbeat ? [] : player.feed(answer);
      problems.push(...events.flatMap((event) => (event.kind === 'trouble' ? [event.problem] : [])));
    }
    expect(problems).toEqual([
      'the reader did not take its settings: zone 03 is 00 instead of 02, zone 0D is 00 instead of 2C, ' +
        'zone 00 is D4 instead of D6; printed setting codes can change it',
    ]);
  });

  function withCrc(frame: Uint8Array): Uint8Array {
    let crc = 0;
    for (const byte of frame.subarray(2)) {
      crc ^= byte << 8;
      for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
    }
    return Uint8Array.of(...frame, crc >> 8, crc & 0xff);
  }

  function hexOf(bytes: Uint8Array | string): string {
    return typeof bytes === 'string'
      ? bytes.replaceAll(' ', '').toLowerCase()
      : Buffer.from(bytes).toString('hex');
  }
});

describe('driver de2120', () => {
  it('tries the other rate when nothing answers', () => {
    const player = new SessionPlayer(de2120);
    expect(problemsOf(player, 10_000)).toEqual(['the scanner does not answer at 115200 baud']);
    expect(player.reopen?.line).toEqual(line8N1(9600));
  });

  it('stays with its only rate, and reads codes without any answer', () => {
    const player = new SessionPlayer(de2120, { baudRates: [9600] }, line8N1(9600));
    player.advance(60_000);
    expect(player.reopen).toBeUndefined();
    expect(player.feed(Buffer.from('GP1:A\r'))).toMatchObject([{ kind: 'scan' }]);
  });
});
