import { describe, expect, it } from 'vitest';
import { expectGateError } from '../../support/assert-gate-error.js';
import { DRIVERS, findDriver } from '#gateway/drivers/index.js';
import { lineScanner } from '#gateway/drivers/line-scanner.js';
import { rdm6300 } from '#gateway/drivers/rdm6300.js';
import { sdtIdcard } from '#gateway/drivers/sdt-idcard.js';
import { SessionPlayer } from './session-player.js';

function scansOf(player: SessionPlayer, text: string): unknown[] {
  const events = [...player.feed(Buffer.from(text, 'latin1')), ...player.advance(100)];
  return events.map((event) => (event.kind === 'scan' ? event.credential : event.kind));
}

describe('findDriver', () => {
  it('finds every driver by its name', () => {
    for (const driver of DRIVERS) expect(findDriver(driver.name)).toBe(driver);
  });

  it('names the known drivers when there is none of that name', async () => {
    const error = await expectGateError(() => findDriver('gy-mcu'), 'driver-unknown');
    expect(error.message).toContain('there is no driver "gy-mcu": use one of checkpoint-line, gy-mcu9061x,');
  });
});

describe('driver options', () => {
  it.each(DRIVERS.map((driver) => [driver.name, driver] as const))(
    'of %s refuse an unknown key',
    async (name, driver) => {
      const error = await expectGateError(() => driver.createSession({ boud: 9600 }), 'config-invalid');
      expect(error.message).toContain(
        `the configuration of driver ${name} is not valid: "boud" is not an option`,
      );
    },
  );

  it('name the option with a wrong value', async () => {
    const error = await expectGateError(() => rdm6300.createSession({ reads: 3 }), 'config-invalid');
    expect(error.message).toContain('reads');
  });

  it('demand the key without which no identity card may be read', async () => {
    const error = await expectGateError(() => sdtIdcard.createSession({}), 'config-invalid');
    expect(error.message).toContain('key');
    expect(error.message).not.toContain('undefined');
  });

  it('let a line scanner end codes by one tail only', () => {
    const player = new SessionPlayer(lineScanner, { tail: 'cr' });
    expect(scansOf(player, 'A\r')).toEqual([{ kind: 'qr', value: 'A' }]);
    expect(scansOf(player, 'A\tB\r')).toEqual(['discarded']);
  });

  it('let a line scanner end codes by silence', () => {
    expect(scansOf(new SessionPlayer(lineScanner, { tail: 'none' }), 'AB')).toEqual([
      { kind: 'qr', value: 'AB' },
    ]);
  });

  it('let a line scanner strip the symbology in front, and refuse a code without it', () => {
    const player = new SessionPlayer(lineScanner, { aimPrefix: true });
    expect(scansOf(player, ']Q1GP1:A\r')).toEqual([{ kind: 'qr', value: 'GP1:A' }]);
    expect(scansOf(player, 'GP1:A\r')).toEqual(['discarded']);
  });

  it('let a line scanner be a card reader', () => {
    const player = new SessionPlayer(lineScanner, { kind: 'card' });
    expect(scansOf(player, '1F00644BB6\r')).toEqual([{ kind: 'card', value: '1F00644BB6' }]);
  });

  it('hold a line scanner to one encoding', () => {
    const player = new SessionPlayer(lineScanner, { encoding: 'utf-8' });
    expect(scansOf(player, '\xC4\xE3\xBA\xC3\r')).toEqual(['discarded']);
  });

  it('let a card count at its first read', () => {
    const player = new SessionPlayer(rdm6300, { reads: 1 });
    const [first] = player.feed(Buffer.from('\x020C000621A58E\r\n\x03', 'latin1'));
    expect(first).toEqual({ kind: 'scan', credential: { kind: 'card', value: '0C000621A5' } });
  });
});
