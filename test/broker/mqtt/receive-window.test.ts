import { describe, expect, it } from 'vitest';
import { ReceiveWindow } from '#broker/mqtt/receive-window.js';

describe('the receive window', () => {
  it('lets a connection read on until 128 messages wait for their acknowledgement', () => {
    const window = new ReceiveWindow();
    let read = 0;
    const next = (): void => {
      read += 1;
    };
    for (let message = 0; message < 128; message += 1) window.take(next);
    expect(read).toBe(127);
    window.release();
    expect(read).toBe(128);
  });

  it('holds the connection while nothing is acknowledged, and loses no turn of it', () => {
    const window = new ReceiveWindow();
    const read: number[] = [];
    for (let message = 0; message < 300; message += 1) window.take(() => read.push(message));
    expect(read).toHaveLength(127);
    for (let message = 0; message < 300; message += 1) window.release();
    expect(read.sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, index) => index));
  });
});
