import { SECOND, type Milliseconds } from '#core/units/instant.js';
import type { Credential } from '#core/wire/entry.js';
import { encodedText, type TextCoding } from './code-text.js';
import type { Device, DeviceModel, DeviceWorld } from './device.js';
import { Power } from './power.js';

/*
 * DYscan DE2120 (devices.md section 3.2): commands as text between `^_^` and a full stop, an acknowledging byte, and the
 * text of a code with CR, all in one stream.
 */

const START_UP: Milliseconds = 300;
const DECODING: Milliseconds = 80;
/** How long somebody holds a code in front of it. */
const HELD: Milliseconds = 700;
/** A started scan ends by itself. */
const SCANNING: Milliseconds = 5 * SECOND;
const VERSION_ANSWER: Milliseconds = 430;
/** 300 ms are too short before talking at the new speed, 500 ms work. */
const BAUD_CHANGE: Milliseconds = 400;
const FACTORY_BAUD = 115200;

const ACK = 0x06;
const NAK = 0x15;
const MAX_COMMAND = 64;
const COMMAND = /\^_\^([A-Z0-9]{1,12})\./;
const BAUD_DIGITS = '23456789';
const BAUD_RATES = [115200, 1200, 2400, 4800, 9600, 19200, 38400, 57600] as const;
const BAUD_BY_DIGIT: readonly number[] = [1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200];
const CODINGS: readonly TextCoding[] = ['gbk', 'utf-8', 'utf-16be', 'utf-16le'];

type Mode = 'MAN' | 'CNT' | 'MDH';

class De2120 implements Device {
  readonly #world: DeviceWorld;
  readonly #power: Power;
  #settings: { readonly baudRate: number; readonly mode: Mode; readonly coding: TextCoding };
  /** Set to one of its USB modes it says nothing on the serial line any more. */
  #isSerial = true;
  #isChangingSpeed = false;
  #scanningUntil: Milliseconds = 0;
  #held: { readonly text: string; readonly until: Milliseconds } | null = null;
  #buffer = '';

  constructor(world: DeviceWorld, baudRate: number) {
    this.#world = world;
    this.#power = new Power(world.clock, START_UP);
    this.#settings = { baudRate, mode: 'MAN', coding: 'gbk' };
  }

  powerOn(): void {
    this.#buffer = '';
    this.#held = null;
    this.#scanningUntil = 0;
    this.#isChangingSpeed = false;
    this.#world.setBaudRate(this.#settings.baudRate);
    this.#power.on();
  }

  powerOff(): void {
    this.#power.off();
  }

  received(bytes: Uint8Array): void {
    if (!this.#power.isReady || !this.#isSerial || this.#isChangingSpeed) return;
    this.#buffer = (this.#buffer + String.fromCharCode(...bytes)).slice(-MAX_COMMAND);
    for (let found = COMMAND.exec(this.#buffer); found !== null; found = COMMAND.exec(this.#buffer)) {
      this.#buffer = this.#buffer.slice(found.index + found[0].length);
      this.#obey(found[1] ?? '');
    }
  }

  show(): void {
    // No thermometer in a scanner.
  }

  present(credential: Credential): void {
    if (!this.#power.isReady || credential.kind !== 'qr') return;
    this.#held = { text: credential.value, until: this.#now() + HELD };
    if (this.#settings.mode !== 'MAN' || this.#now() < this.#scanningUntil) this.#decode();
  }

  #obey(command: string): void {
    if (command === 'DSPYFW') {
      this.#power.timers.after(VERSION_ANSWER, () => this.#answer(ACK));
      return;
    }
    const act = this.#actionOf(command);
    this.#answer(act === null ? NAK : ACK);
    act?.();
  }

  #actionOf(command: string): (() => void) | null {
    if (command === 'SCAN') return () => this.#scan();
    if (command === 'SLEEP') return () => (this.#scanningUntil = 0);
    if (command === 'DEFALT') return () => this.#reset();
    // Which letter stands for which kind of code is not documented, so none is put before the text.
    if (/^CIDENA[01]$/.test(command)) return () => undefined;
    const [, name = '', value = ''] = /^(232BAD|232UTF|SCM|POR)(.+)$/.exec(command) ?? [];
    return this.#settingOf(name, value);
  }

  #settingOf(name: string, value: string): (() => void) | null {
    const baudRate = value.length === 1 ? BAUD_BY_DIGIT[BAUD_DIGITS.indexOf(value)] : undefined;
    if (name === '232BAD' && baudRate !== undefined) return () => this.#changeSpeed(baudRate);
    const coding = CODINGS[Number(value)];
    if (name === '232UTF' && coding !== undefined)
      return () => (this.#settings = { ...this.#settings, coding });
    if (name === 'SCM' && isMode(value)) return () => (this.#settings = { ...this.#settings, mode: value });
    if (name === 'POR' && ['232', 'VIC', 'KBD', 'HID'].includes(value))
      return () => (this.#isSerial = value === '232');
    return null;
  }

  #scan(): void {
    this.#scanningUntil = this.#now() + SCANNING;
    if (this.#held !== null && this.#now() < this.#held.until) this.#decode();
  }

  #decode(): void {
    const text = this.#held?.text ?? '';
    this.#held = null;
    this.#scanningUntil = 0;
    this.#power.timers.after(DECODING, () => {
      if (this.#isSerial) this.#world.send(Uint8Array.of(...encodedText(text, this.#settings.coding), 0x0d));
    });
  }

  #changeSpeed(baudRate: number): void {
    this.#settings = { ...this.#settings, baudRate };
    this.#isChangingSpeed = true;
    this.#power.timers.after(BAUD_CHANGE, () => {
      this.#isChangingSpeed = false;
      this.#world.setBaudRate(baudRate);
    });
  }

  /** All settings are gone, the speed too, and it starts again. */
  #reset(): void {
    this.#settings = { baudRate: FACTORY_BAUD, mode: 'MAN', coding: 'gbk' };
    this.#power.timers.after(DECODING, () => this.powerOn());
  }

  #answer(byte: number): void {
    this.#world.send(Uint8Array.of(byte));
  }

  #now(): Milliseconds {
    return this.#world.clock.monotonic();
  }
}

function isMode(value: string): value is Mode {
  return value === 'MAN' || value === 'CNT' || value === 'MDH';
}

export const de2120Model: DeviceModel = {
  name: 'de2120',
  role: 'reader',
  baudRates: BAUD_RATES,
  reads: ['qr'],
  measuring: 0,
  variants: ['ttl'],
  create: (world, options) => new De2120(world, options.baudRate),
};
