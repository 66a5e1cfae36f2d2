import { describe, expect, it } from 'vitest';
import { ReceiveWindow } from '#broker/mqtt/receive-window.js';

function tried(): { readonly window: ReceiveWindow; readonly calls: string[] } {
  const calls: string[] = [];
  const window = new ReceiveWindow({
    hold: () => calls.push('hold'),
    release: () => calls.push('release'),
  });
  return { window, calls };
}

describe('the receive window', () => {
  it('lets a connection read on until 128 messages wait for their acknowledgement', () => {
    const { window, calls } = tried();
    for (let message = 0; message < 127; message += 1) window.take();
    expect(calls).toEqual([]);
    window.take();
    expect(calls).toEqual(['hold']);
    window.release();
    expect(calls).toEqual(['hold', 'release']);
  });

  it('takes what one chunk brings beyond it, and reads on only when there is room again', () => {
    const { window, calls } = tried();
    for (let message = 0; message < 140; message += 1) window.take();
    for (let message = 0; message < 12; message += 1) window.release();
    expect(calls).toEqual(['hold']);
    window.release();
    expect(calls).toEqual(['hold', 'release']);
    for (let message = 0; message < 127; message += 1) window.release();
    expect(calls).toEqual(['hold', 'release']);
  });
});
