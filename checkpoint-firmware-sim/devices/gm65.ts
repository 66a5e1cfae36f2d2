import type { CancelTimer } from '#core/ports/clock.js';
import type { Milliseconds } from '#core/units/instant.js';
import type { Credential } from '#core/wire/entry.js';
import { CommandReader } from './command-reader.js';
import type { Device, DeviceModel, DeviceWorld } from './device.js';
import {
  ERASE,
  gm65Answer,
  gm65Command,
  gm65HeartbeatAnswer,
  gm65Output,
  HEARTBEAT,
  READ,
  SAVE,
  WRITE,
} from './gm65-protocol.js';
import { baudRateOf, divisorOf, factoryZones, ZONE, ZONES, type Gm65Variant } from './gm65-zones.js';
import { Power } from './power.js';

/*
 * The GM65 family of Hangzhou Grow (devices.md section 3.1). A command that is wrong, short or slow gets no answer at all.
 */

/** After a reset 200 ms are not enough. */
const START_UP: Milliseconds = 500;
const COMMAND_TIME: Milliseconds = 400;
const DECODING: Milliseconds = 80;
/** How long somebody holds a code in front of it. */
const HELD: Milliseconds = 700;
const TENTH: Milliseconds = 100;

const OK = [0x00];
const MANUAL = 0b00;
const COMMAND_MODE = 0b01;
const UART = 0b00;
const REFUSE_SETTING_CODES = 0b10;
const LIGHT_SLEEP = 0xa0;
const DEEP_SLEEP = 0xa5;
const WAKE = 0x00;
const FORCE_9600 = 0xd3;

/** A reader of the family with its zone memory. */
export class Gm65 implements Device {
  readonly #world: DeviceWorld;
  readonly #power: Power;
  readonly #variant: Gm65Variant;
  readonly #commands = new CommandReader(gm65Command);
  #saved: number[];
  #zones: number[];
  #sleep: 'awake' | 'light' | 'deep' = 'awake';
  #isErased = false;
  #scanningUntil: Milliseconds = 0;
  #held: { readonly text: string; readonly until: Milliseconds } | null = null;
  #giveUp: CancelTimer | null = null;

  constructor(world: DeviceWorld, options: { readonly baudRate: number; readonly variant: Gm65Variant }) {
    this.#world = world;
    this.#power = new Power(world.clock, START_UP);
    this.#variant = options.variant;
    this.#saved = withSpeed(factoryZones(options.variant), options.baudRate);
    this.#zones = [...this.#saved];
  }

  powerOn(): void {
    this.#commands.reset();
    this.#zones = [...this.#saved];
    this.#sleep = 'awake';
    this.#held = null;
    this.#giveUp = null;
    this.#scanningUntil = 0;
    this.#followSpeed();
    if (this.#isErased) this.#power.off();
    else this.#power.on();
  }

  powerOff(): void {
    this.#power.off();
  }

  received(bytes: Uint8Array): void {
    if (!this.#power.isReady) return;
    if (this.#sleep === 'deep') {
      // The first bytes wake it and are lost.
      this.powerOn();
      return;
    }
    for (const command of this.#commands.push(bytes)) this.#obey(command);
    this.#limitCommand();
  }

  show(): void {
    // No thermometer in a scanner.
  }

  present(credential: Credential): void {
    if (!this.#power.isReady || credential.kind !== 'qr' || this.#sleep !== 'awake') return;
    this.#held = { text: credential.value, until: this.#now() + HELD };
    const mode = this.#at(ZONE.mode) & 0b11;
    const isFree = mode !== MANUAL && mode !== COMMAND_MODE;
    if (isFree || this.#now() < this.#scanningUntil) this.#decode();
  }

  /** Somebody holds a printed setting code in front of it: unless that is locked out, the zone changes. */
  showSettingCode(zone: number, value: number): void {
    if (!this.#power.isReady || (this.#at(ZONE.settingCodes) & REFUSE_SETTING_CODES) !== 0) return;
    this.#write(zone, value);
    this.#saved = [...this.#zones];
  }

  /** A command whose rest does not come in time is forgotten. */
  #limitCommand(): void {
    if (!this.#commands.isPending) {
      this.#giveUp?.();
      this.#giveUp = null;
    } else {
      this.#giveUp ??= this.#power.timers.after(COMMAND_TIME, () => {
        this.#giveUp = null;
        this.#commands.reset();
      });
    }
  }

  #obey(command: readonly number[]): void {
    const [, , type, , high = 0, low = 0, ...rest] = command;
    const data = rest.slice(0, -2);
    const zone = (high << 8) | low;
    if (type === READ) this.#read(zone, data[0] === 0 ? ZONES : (data[0] ?? 0));
    if (type === WRITE) this.#writeAll(zone, data);
    if (type === SAVE) this.#save(data[0] === 0xff);
    if (type === HEARTBEAT && this.#variant === 'gm861') this.#world.send(gm65HeartbeatAnswer());
    if (type === ERASE) {
      // The program is gone: it will never speak again.
      this.#isErased = true;
      this.#power.off();
    }
  }

  #read(zone: number, count: number): void {
    if (count === 0 || zone + count > ZONES) return;
    this.#world.send(gm65Answer(this.#zones.slice(zone, zone + count)));
  }

  #writeAll(zone: number, data: readonly number[]): void {
    if (data.length === 0 || zone + data.length > ZONES) return;
    this.#world.send(gm65Answer(OK));
    data.forEach((value, index) => this.#write(zone + index, value));
    if (zone <= ZONE.baudHigh && zone + data.length > ZONE.baudLow) this.#followSpeed();
  }

  #write(zone: number, value: number): void {
    if (zone === ZONE.control) this.#control(value);
    else if (zone === ZONE.trigger) this.#trigger(value);
    else if (zone < ZONE.model) this.#zones[zone] = value;
  }

  #trigger(value: number): void {
    if ((value & 1) === 0) return;
    const limit = this.#at(ZONE.readTime) * TENTH;
    this.#scanningUntil = limit === 0 ? Number.POSITIVE_INFINITY : this.#now() + limit;
    if (this.#held !== null && this.#now() < this.#held.until) this.#decode();
  }

  #control(value: number): void {
    if (value === LIGHT_SLEEP) this.#sleep = 'light';
    if (value === DEEP_SLEEP) this.#sleep = 'deep';
    if (value === WAKE) this.#sleep = 'awake';
    if (value === FORCE_9600) {
      this.#zones = withSpeed(this.#zones, 9600);
      this.#followSpeed();
    }
    if (value !== (this.#variant === 'gm861' ? 0x50 : 0x55)) return;
    this.#saved = factoryZones(this.#variant);
    this.powerOn();
  }

  #save(isReset: boolean): void {
    if (isReset) this.#zones = factoryZones(this.#variant);
    this.#saved = [...this.#zones];
    this.#world.send(gm65Answer(OK));
    this.#followSpeed();
  }

  #decode(): void {
    const text = this.#held?.text ?? '';
    this.#held = null;
    this.#scanningUntil = 0;
    this.#power.timers.after(DECODING, () => {
      if ((this.#at(ZONE.port) & 0b11) !== UART) return;
      this.#world.send(gm65Output(text, this.#zones, this.#variant === 'gm861'));
    });
  }

  #followSpeed(): void {
    const baudRate = baudRateOf(this.#zones);
    if (baudRate !== null) this.#world.setBaudRate(baudRate);
  }

  #at(zone: number): number {
    return this.#zones[zone] ?? 0;
  }

  #now(): Milliseconds {
    return this.#world.clock.monotonic();
  }
}

function withSpeed(zones: readonly number[], baudRate: number): number[] {
  const divisor = divisorOf(baudRate);
  return zones.with(ZONE.baudLow, divisor & 0xff).with(ZONE.baudHigh, divisor >> 8);
}

export const gm65Model: DeviceModel = {
  name: 'gm65',
  role: 'reader',
  baudRates: [9600, 1200, 4800, 14400, 19200, 38400, 57600, 115200],
  reads: ['qr'],
  measuring: 0,
  variants: ['gm65', 'gm861'],
  create: (world, { baudRate, variant }) =>
    new Gm65(world, { baudRate, variant: variant === 'gm861' ? 'gm861' : 'gm65' }),
};
