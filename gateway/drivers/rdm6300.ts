import Type from 'typebox';
import { Framer } from '#gateway/serial/framing/framer.js';
import { line8N1 } from '#gateway/serial/serial-port.js';
import type { Driver } from './driver.js';
import { readOptions } from './driver-options.js';
import { CardField } from './rdm6300-field.js';
import { CardSession } from './rdm6300-session.js';
import { RDM6300_FORMATS } from './rdm6300-formats.js';

const NAME = 'rdm6300';

const properties = { reads: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 })) };

/**
 * RDM6300, RDM630, ID-12LA and ID-20LA: EM4100 cards at 125 kHz (devices.md 4.1), in their 13-, 14- and 16-byte variants.
 * The card number keeps all 40 bits. Such cards can be cloned: a number identifies, it proves nothing.
 *
 * Options: `reads` is how many equal reads make a card (default 2, against ghost cards with a valid checksum; 1 for
 * modules that tell a card only once).
 */
export const rdm6300: Driver = {
  name: NAME,
  role: 'reader',
  line: line8N1(9600),
  framing: 'bytes',
  silence: null,
  createSession(options) {
    const { reads = 2 } = readOptions({ driver: NAME, properties }, options);
    return new CardSession(new Framer({ formats: RDM6300_FORMATS, timeout: 100 }), new CardField(reads));
  },
};
