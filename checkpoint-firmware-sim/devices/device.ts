import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { Celsius } from '#core/units/celsius.js';
import type { Milliseconds } from '#core/units/instant.js';
import type { Credential } from '#core/wire/entry.js';

/** What is in front of a thermometer: a person and the air around the sensor. */
export interface Sight {
  readonly bodyC: Celsius;
  /** Temperature of the skin where it is measured, which follows the weather. */
  readonly skinC: Celsius;
  readonly ambientC: Celsius;
}

/**
 * A device as seen from its two ends: the serial line, and the people in front of it. A device that has no thermometer
 * or no reader ignores the calls that are not for it.
 */
export interface Device {
  /** Power comes on: settings stored for the next start hold now, and start-up begins. */
  powerOn(): void;
  /** Power is gone: nothing is sent any more. Stored settings stay. */
  powerOff(): void;
  /** Bytes from the host, as the device's UART understood them. */
  received(bytes: Uint8Array): void;
  /** Somebody steps in front of the thermometer, or away (null). */
  show(sight: Sight | null): void;
  /** Somebody holds a pass in front of the reader, or types it. */
  present(credential: Credential): void;
  /** Gives a read that nobody caused, if this kind of reader is known for it. */
  ghost?(): void;
}

/** What a device may use of the world. */
export interface DeviceWorld {
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** The air around the device in °C. */
  ambientC(): Celsius;
  /** Sends one whole frame; pace and faults are the line's business. */
  send(frame: Uint8Array): void;
  /** The device talks and listens at this speed from now on. */
  setBaudRate(baudRate: number): void;
}

export interface DeviceOptions {
  /** The speed the device is set to; absent: its factory setting. */
  readonly baudRate?: number;
  /** One of the model's variants; absent: the first one. */
  readonly variant?: string;
}

export type CredentialKind = Credential['kind'];

/** One kind of device: plain data and a factory. One file per maker and model, one line in the registry. */
export interface DeviceModel {
  readonly name: string;
  readonly role: 'thermometer' | 'reader' | 'checkpoint' | 'output';
  /** Speeds the device can be set to; the first one is its factory setting. */
  readonly baudRates: readonly [number, ...number[]];
  /** What its reader can take; empty for a thermometer. */
  readonly reads: readonly CredentialKind[];
  /** How long a person has to stand in front of it for one good measurement. */
  readonly measuring: Milliseconds;
  /** Kinds of this device people buy under one name; the first one is the usual one. */
  readonly variants: readonly [string, ...string[]];
  create(world: DeviceWorld, options: Required<DeviceOptions>): Device;
}
