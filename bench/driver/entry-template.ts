import { publishPacket, writeTwoBytes } from './mqtt-codec.js';
import type { CredentialList } from './driver-job.js';
import type { Step } from './traffic-plan.js';

/** How long before its entry a temperature was taken, milliseconds. */
const READING_AGE = 200;
const DIGITS_OF_INSTANT = 13;
const ZERO = 0x30;

export interface EntrySource {
  readonly gate: string;
  readonly journal: string;
  readonly credentials: CredentialList;
  /** The whole file of credentials. */
  readonly bytes: Buffer;
}

interface Template {
  readonly bytes: Buffer;
  readonly packetIdAt: number;
  readonly seqAt: number;
  readonly seqDigits: number;
  readonly instants: readonly [number, number];
  readonly credentialAt: number;
}

/**
 * The entries of one gate as whole PUBLISH packets. A packet is made once for each direction and length of `seq`; later
 * ones are a copy with the few places that differ written into it.
 */
export class EntryTemplates {
  readonly #source: EntrySource;
  readonly #templates = new Map<string, Template>();
  /** No packet is longer. */
  readonly maxBytes: number;

  constructor(source: EntrySource) {
    this.#source = source;
    this.maxBytes = this.#template('out', 10).bytes.length;
  }

  /** Writes the entry into `target` and gives the place after it. */
  write(target: Buffer, at: number, entry: Step & { readonly seq: number; readonly now: number }): number {
    const { credentials, bytes } = this.#source;
    const template = this.#template(entry.direction, digitsOf(entry.seq));
    target.set(template.bytes, at);
    writeTwoBytes(target, at + template.packetIdAt, packetIdOf(entry.seq));
    writeDigits(target, at + template.seqAt, { value: entry.seq, digits: template.seqDigits });
    const [entryAt, readingAt] = template.instants;
    writeDigits(target, at + entryAt, { value: entry.now, digits: DIGITS_OF_INSTANT });
    writeDigits(target, at + readingAt, { value: entry.now - READING_AGE, digits: DIGITS_OF_INSTANT });
    const from = (entry.credential + (credentials.skip ?? 0)) * credentials.bytesEach;
    bytes.copy(target, at + template.credentialAt, from, from + credentials.bytesEach);
    return at + template.bytes.length;
  }

  #template(direction: Step['direction'], seqDigits: number): Template {
    const key = `${direction}${seqDigits}`;
    const known = this.#templates.get(key);
    if (known !== undefined) return known;
    const made = makeTemplate(this.#source, { direction, seqDigits });
    this.#templates.set(key, made);
    return made;
  }
}

/** Packet ids are 1 to 65535 and those in flight are far fewer. */
export function packetIdOf(seq: number): number {
  return ((seq - 1) % 0xffff) + 1;
}

function makeTemplate(
  { gate, journal, credentials }: EntrySource,
  { direction, seqDigits }: { direction: Step['direction']; seqDigits: number },
): Template {
  const instant = '1'.repeat(DIGITS_OF_INSTANT);
  const payload = JSON.stringify({
    journal,
    seq: Number('1'.repeat(seqDigits)),
    at: Number(instant),
    clock: 'synced',
    lane: 'a',
    direction,
    purpose: null,
    credential: { kind: credentials.kind, value: '?'.repeat(credentials.bytesEach) },
    reading: {
      bodyC: 36.5,
      objectC: 34.1,
      ambientC: 21,
      correctionC: 2.4,
      site: 'forehead',
      device: 'bench',
      method: 'infrared',
      at: Number(instant),
    },
    local: null,
  });
  const { bytes, packetIdAt } = publishPacket(`gatehouse/v1/gates/${gate}/entries`, Buffer.from(payload));
  const payloadAt = bytes.length - payload.length;
  const placeAfter = (text: string, from = 0): number =>
    payloadAt + payload.indexOf(text, from) + text.length;
  return {
    bytes,
    packetIdAt,
    seqAt: placeAfter('"seq":'),
    seqDigits,
    instants: [placeAfter('"at":'), placeAfter('"at":', payload.indexOf('"reading"'))],
    credentialAt: placeAfter('"value":"'),
  };
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits += 1;
  return digits;
}

function writeDigits(
  target: Uint8Array,
  at: number,
  { value, digits }: { value: number; digits: number },
): void {
  let left = value;
  for (let place = at + digits - 1; place >= at; place -= 1) {
    const rest = Math.floor(left / 10);
    target[place] = ZERO + left - rest * 10;
    left = rest;
  }
}
