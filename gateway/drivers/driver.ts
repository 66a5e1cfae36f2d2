import type { Celsius } from '#core/units/celsius.js';
import type { Instant, Milliseconds } from '#core/units/instant.js';
import type { Credential } from '#core/wire/entry.js';
import type { Site } from '#core/wire/parts.js';
import type { Discarded } from '#gateway/serial/framing/discarded.js';
import type { LineSettings } from '#gateway/serial/serial-port.js';

export type { DiscardWhy } from '#gateway/serial/framing/discarded.js';

/** What a device can give: a checkpoint gives both readings and scans on one port. */
export type DeviceRole = 'thermometer' | 'reader' | 'checkpoint';

/** What a device session tells. Unusable bytes are a value too, so that they can be counted and shown. */
export type DeviceEvent =
  /**
   * One raw value of a thermometer that measures all the time, with or without a person in front of it. `objectC` is
   * null only where a module keeps its raw value to itself and gives `bodyC` alone.
   */
  | {
      readonly kind: 'sample';
      readonly objectC: Celsius | null;
      readonly ambientC: Celsius | null;
      readonly bodyC?: Celsius;
    }
  /** One finished measurement of a device that knows when a person is there. */
  | {
      readonly kind: 'measurement';
      readonly bodyC: Celsius;
      readonly objectC: Celsius | null;
      readonly ambientC: Celsius | null;
      readonly correctionC: Celsius;
      readonly site: Site;
    }
  | { readonly kind: 'scan'; readonly credential: Credential }
  /** A valid frame that carries no reading or scan: an answer, a heartbeat. */
  | { readonly kind: 'alive'; readonly note: string }
  | Discarded
  /** The device answered in a way a person must know of, such as a refused setting. */
  | { readonly kind: 'trouble'; readonly problem: string };

/** What a session wants done after an input: bytes to write in order, events in order, and when to be woken. */
export interface SessionStep {
  readonly writes: readonly Uint8Array[];
  readonly events: readonly DeviceEvent[];
  /** Absolute instant of the clock whose times the inputs carry; null: no timer. Replaces the one before. */
  readonly wakeAt: Instant | null;
  /** Asks for the port to be closed and opened again, with other line settings if given (baud probing). */
  readonly reopen?: { readonly line?: LineSettings; readonly why: string };
}

/**
 * The conversation with one connected device, as a state machine without timers or ports: a polled, addressed bus fits
 * in as well as a device that only talks. A new session is made for each connection, so start-up always runs again.
 */
export interface DeviceSession {
  /** The port has just been opened. */
  opened(now: Instant): SessionStep;
  /** Bytes, or one whole line without its end where the driver says `framing: 'lines'`. */
  received(bytes: Uint8Array, now: Instant): SessionStep;
  /** The time asked for with `wakeAt` has come. */
  woken(now: Instant): SessionStep;
}

/** Options a lane's configuration may give a driver; unknown keys are refused by the driver's own schema. */
export type DriverOptions = Readonly<Record<string, unknown>>;

/**
 * One supported device: plain data plus a factory for its sessions. One flat file per maker and model, one line in the
 * registry.
 */
export interface Driver {
  readonly name: string;
  readonly role: DeviceRole;
  readonly line: LineSettings;
  readonly framing: 'bytes' | 'lines';
  /** Longer without a valid frame means the device is silent; null for readers that only speak when used. */
  readonly silence: Milliseconds | null;
  /**
   * @param line the settings the port was really opened with, so that a session that probes knows where it stands;
   *   the driver's own `line` when left out.
   * @throws GateError `config-invalid` when an option is unknown or wrong.
   */
  createSession(options: DriverOptions, line?: LineSettings): DeviceSession;
}

export const NOTHING: SessionStep = { writes: [], events: [], wakeAt: null };
