import { describe, expect, it } from 'vitest';
import { MemorySerial } from '#gateway/serial/memory-serial.js';
import { line8N1 } from '#gateway/serial/serial-port.js';
import { serialContract } from './serial-contract.js';

serialContract('the in-memory serial ports', () => {
  const serial = new MemorySerial();
  let count = 0;
  return {
    opener: serial,
    missingPath: '/dev/nothing',
    plug: () => {
      count += 1;
      return serial.plug(`/dev/memory${count}`);
    },
  };
});

describe('an in-memory device', () => {
  it('knows the line settings it was opened with', async () => {
    const serial = new MemorySerial();
    const device = serial.plug('/dev/a');
    expect(device.line).toBeNull();
    const line = line8N1(9600);
    await serial.open({ path: '/dev/a', line }, { onBytes: () => undefined, onClose: () => undefined });
    expect(device.line).toEqual(line);
  });
});
