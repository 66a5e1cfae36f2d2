import { describe, expect, it } from 'vitest';
import { cjmcu90614 } from '#gateway/drivers/cjmcu-90614.js';
import { gyMcu9061x } from '#gateway/drivers/gy-mcu9061x.js';
import { line8N1 } from '#gateway/serial/serial-port.js';
import { hex } from './fixture.js';
import { SessionPlayer } from './session-player.js';

const frame = hex('5A 5A 45 04 0C 78 0D 19 A7');
const startContinuous = hex('A5 45 EA');

describe('driver gy-mcu9061x', () => {
  it('writes nothing to a module that talks by itself', () => {
    const player = new SessionPlayer(gyMcu9061x);
    for (let turn = 0; turn < 100; turn += 1) {
      player.advance(71);
      player.feed(frame);
    }
    expect(player.takeWrites()).toEqual([]);
  });

  it('asks a silent module every 200 ms, and tries the other rate after 2 s', () => {
    const player = new SessionPlayer(gyMcu9061x);
    player.advance(299);
    expect(player.takeWrites()).toEqual([]);
    player.advance(1600);
    expect(player.takeWrites()).toEqual(Array.from({ length: 8 }, () => startContinuous));
    player.advance(200);
    expect(player.reopen?.line).toEqual(line8N1(115200));
  });

  it('goes back to the first rate from the second', () => {
    const player = new SessionPlayer(gyMcu9061x, {}, line8N1(115200));
    player.advance(2000);
    expect(player.reopen?.line).toEqual(line8N1(9600));
  });

  it('stays with its only rate', () => {
    const player = new SessionPlayer(gyMcu9061x, { baudRates: [9600] });
    player.advance(60_000);
    expect(player.reopen).toBeUndefined();
  });

  it('is not fooled by garbage of a wrong rate', () => {
    const player = new SessionPlayer(gyMcu9061x);
    for (let turn = 0; turn < 21; turn += 1) {
      player.feed(hex('F8 00 E0 F8'));
      player.advance(100);
    }
    expect(player.reopen?.line).toEqual(line8N1(115200));
  });

  it('starts a module again that fell silent after a power cut of its own', () => {
    const player = new SessionPlayer(gyMcu9061x);
    player.feed(frame);
    player.advance(200);
    expect(player.takeWrites()).toEqual([startContinuous]);
  });

  it('asks for every value in query mode', () => {
    const player = new SessionPlayer(gyMcu9061x, { output: 'query' });
    player.advance(300);
    player.feed(frame);
    player.advance(400);
    expect(player.takeWrites()).toEqual(Array.from({ length: 3 }, () => hex('A5 15 BA')));
  });
});

describe('driver cjmcu-90614', () => {
  it('goes round its three rates', () => {
    const seen = [115200, 9600, 57600].map((baudRate) => {
      const player = new SessionPlayer(cjmcu90614, {}, line8N1(baudRate));
      player.advance(2000);
      return player.reopen?.line?.baudRate;
    });
    expect(seen).toEqual([9600, 57600, 115200]);
  });
});
