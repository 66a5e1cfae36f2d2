import { closeSync, constants, openSync } from 'node:fs';
import type { LinuxPortBinding } from '@serialport/bindings-cpp';
import { expect, it } from 'vitest';
import { guardRead } from '#gateway/serial/guarded-read.js';
import { openPty } from '#sim/pty.js';

it('leaves the poller of a port alone that was closed while it was read', async () => {
  const pty = await openPty('test port', () => undefined);
  const fd = openSync(pty.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  let polls = 0;
  const port = { fd: fd as number | null, poller: { once: () => (polls += 1) } };
  try {
    guardRead(port as unknown as LinuxPortBinding, pty.path);
    const reading = (port as unknown as LinuxPortBinding).read(Buffer.alloc(10), 0, 10);
    port.fd = null;
    await expect(reading).rejects.toMatchObject({ code: 'device-down', canceled: true });
    expect(polls).toBe(0);
  } finally {
    closeSync(fd);
    await pty.close();
  }
});
