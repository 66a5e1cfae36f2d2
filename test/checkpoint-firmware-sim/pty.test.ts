import { afterEach, describe, expect, it } from 'vitest';
import { openPty, UNSET_SPEED, type Pty } from '#sim/pty.js';
import { LineClient, openTerminals, tryToOpen, until } from './line-client.js';

describe('a pseudo-terminal', () => {
  const open: { close(): unknown }[] = [];

  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  async function opened(onBytes: (chunk: Uint8Array) => void = () => undefined): Promise<Pty> {
    const pty = await openPty('test device', onBytes);
    open.push(pty);
    return pty;
  }

  function client(pty: Pty): LineClient {
    const reader = new LineClient(pty.path);
    open.push(reader);
    return reader;
  }

  it('passes every byte value on unchanged, in both directions', async () => {
    const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index);
    const heard: number[] = [];
    const pty = await opened((chunk) => heard.push(...chunk));
    const far = client(pty);
    expect(pty.write(everyByte)).toBe(0);
    far.write(everyByte);
    await until(() => far.bytes.length >= 256 && heard.length >= 256, 'both directions');
    expect([...far.bytes]).toEqual([...everyByte]);
    expect(heard).toEqual([...everyByte]);
  });

  it('does not echo what it says itself', async () => {
    const heard: number[] = [];
    const pty = await opened((chunk) => heard.push(...chunk));
    const far = client(pty);
    pty.write(Uint8Array.of(0x5a, 0x5a, 0x45));
    await until(() => far.bytes.length === 3, 'the bytes');
    expect(heard).toEqual([]);
  });

  it('reads the speed the client has set, and tells when nobody has', async () => {
    const pty = await opened();
    expect(await pty.clientSpeed()).toBe(UNSET_SPEED);
    open.push(new LineClient(pty.path, 57600));
    expect(await pty.clientSpeed()).toBe(57600);
  });

  it('counts what nobody takes out as lost and never blocks', async () => {
    const pty = await opened();
    let lost = 0;
    for (let round = 0; round < 100; round += 1) lost += pty.write(new Uint8Array(1_000));
    expect(lost).toBeGreaterThan(50_000);
  });

  it('hangs up at the far end when it is closed', async () => {
    const pty = await opened();
    const far = client(pty);
    await pty.close();
    await until(() => far.isHungUp, 'the hang-up');
    expect(() => {
      tryToOpen(pty.path);
    }).toThrow();
  });

  it('leaves no descriptor behind, however often it is closed', async () => {
    const before = openTerminals();
    const pty = await opened();
    expect(openTerminals()).toBe(before + 2);
    await pty.close();
    await pty.close();
    expect(openTerminals()).toBe(before);
    expect(pty.write(Uint8Array.of(1))).toBe(1);
    expect(await pty.clientSpeed()).toBeNull();
  });
});
