import { toHundredth } from '#core/units/celsius.js';
import type { Credential } from '#core/wire/entry.js';
import type { Site } from '#core/wire/parts.js';
import type { DeviceEvent } from './driver.js';
import { scannedText } from './scanned-text.js';

/** One message of the checkpoint's line protocol whose CRC was right (docs/firmware-protocol.md). */
export interface CheckpointMessage {
  readonly type: string;
  readonly seq: number;
  readonly fields: string;
}

const bodyForm = /^([A-Z]),(0|[1-9]\d{0,4}),([ -~]*)$/;
const LARGEST_SEQ = 65_535;

/** Splits what stood between `$` and the last `*`; null when it is no message of the protocol. */
export function parseCheckpointMessage(body: string): CheckpointMessage | null {
  const [, type, seqText, fields] = bodyForm.exec(body) ?? [];
  if (type === undefined || fields === undefined || Number(seqText) > LARGEST_SEQ) return null;
  return { type, seq: Number(seqText), fields };
}

/** What a message tells; null when its type is unknown or a field can not be read: it is never guessed. */
export function checkpointEvent({ type, fields }: CheckpointMessage): DeviceEvent | null {
  switch (type) {
    case 'H':
      return hello(fields);
    case 'T':
      return measurement(fields);
    case 'S':
      return scan(fields);
    case 'X':
      return binaryScan(fields);
    default:
      return null;
  }
}

function hello(fields: string): DeviceEvent | null {
  const [, version, uptime] = /^([0-9A-Za-z.-]{1,16}),(\d{1,15})$/.exec(fields) ?? [];
  if (version === undefined || uptime === undefined) return null;
  return { kind: 'alive', note: `firmware ${version}, up ${uptime} ms` };
}

const SITES: Readonly<Record<string, Site>> = {
  F: 'forehead',
  N: 'neck',
  W: 'wrist',
  E: 'ear',
  A: 'armpit',
};

const hundredths = String.raw`(-?\d{1,3}\.\d\d)`;
const measurementForm = new RegExp(`^${`${hundredths},`.repeat(4)}([A-Z])$`);

function measurement(fields: string): DeviceEvent | null {
  const parts = measurementForm.exec(fields)?.slice(1) ?? [];
  const site = SITES[parts[4] ?? ''];
  if (site === undefined) return null;
  const [objectC = 0, ambientC = 0, correctionC = 0, bodyC = 0] = parts.slice(0, 4).map(Number);
  if (toHundredth(objectC + correctionC) !== bodyC) return null;
  return { kind: 'measurement', bodyC, objectC, ambientC, correctionC, site };
}

const KINDS: Readonly<Record<string, Credential['kind']>> = { Q: 'qr', C: 'card', K: 'code', F: 'flat' };

function scan(fields: string): DeviceEvent | null {
  const [, letter, value] = /^([A-Z]),([ -~]{1,600})$/.exec(fields) ?? [];
  const kind = KINDS[letter ?? ''];
  if (kind === undefined || value === undefined) return null;
  if (kind === 'card' && !/^[0-9A-F]+$/.test(value)) return null;
  return { kind: 'scan', credential: { kind, value } };
}

function binaryScan(fields: string): DeviceEvent | null {
  if (!/^([0-9A-F]{2}){1,300}$/.test(fields)) return null;
  // What is no text in any encoding is still presented, and found to be no pass.
  const value = scannedText(Buffer.from(fields, 'hex'), 'auto') ?? `hex:${fields}`;
  return { kind: 'scan', credential: { kind: 'qr', value } };
}
