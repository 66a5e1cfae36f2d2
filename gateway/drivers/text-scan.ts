import { CREDENTIAL_MAX_LENGTH, type Credential } from '#core/wire/entry.js';
import type { DeviceEvent } from './driver.js';
import { scannedText, type TextEncoding } from './scanned-text.js';

export interface TextScanSettings {
  readonly encoding: TextEncoding;
  readonly kind: Credential['kind'];
  /** The reader puts `]`, a letter and a digit in front that name the symbology (AIM). */
  readonly aimPrefix: boolean;
}

/** As most engines deliver it: a QR in UTF-8 or GBK. */
export const PLAIN_QR: TextScanSettings = { encoding: 'auto', kind: 'qr', aimPrefix: false };

/** No code we accept holds a control byte. */
const controlCharacter = /[\u0000-\u001f\u007f]/;
const aimForm = /^\][A-Za-z][0-9]/;

/**
 * The scan of one text of a reader, spaces and all: a pass may end in a space (devices.md 7.4). Null when the bytes are
 * no text, hold control characters (as bytes of a wrong baud rate do) or are longer than any credential.
 */
export function textScan(bytes: Uint8Array, settings: TextScanSettings): DeviceEvent | null {
  const text = scannedText(bytes, settings.encoding);
  if (text === null || controlCharacter.test(text)) return null;
  if (settings.aimPrefix && !aimForm.test(text)) return null;
  const value = settings.aimPrefix ? text.slice(3) : text;
  if (value === '' || value.length > CREDENTIAL_MAX_LENGTH) return null;
  return { kind: 'scan', credential: { kind: settings.kind, value } };
}
