import { createHmac } from 'node:crypto';
import Type from 'typebox';
import { SECOND } from '#core/units/instant.js';
import { Framer } from '#gateway/serial/framing/framer.js';
import { line8N1 } from '#gateway/serial/serial-port.js';
import type { Driver } from './driver.js';
import { readOptions } from './driver-options.js';
import { answerFormat } from './sdt-idcard-protocol.js';
import { sdtScript } from './sdt-idcard-script.js';
import { ScriptedSession } from './scripted-session.js';

const NAME = 'sdt-idcard';

const properties = { key: Type.String({ pattern: '^([0-9a-fA-F]{2}){16,64}$' }) };

/**
 * Reader of Chinese resident identity cards with an SDT or SAM-A module (devices.md 4.5). The card gives name, address,
 * photo and number in clear; only a keyed hash of the number leaves this driver, and nothing of the card is ever logged,
 * not even as an excerpt of bytes that could not be used.
 *
 * Options: `key`, required: 32 to 128 hex digits, the same at every gate of a compound and at the register.
 */
export const sdtIdcard: Driver = {
  name: NAME,
  role: 'reader',
  line: line8N1(115200),
  framing: 'bytes',
  silence: 5 * SECOND,
  createSession(options) {
    const { key } = readOptions({ driver: NAME, properties }, options);
    const secret = Buffer.from(key, 'hex');
    return new ScriptedSession({
      cutter: new Framer({ formats: [answerFormat], timeout: 250, secret: true }),
      secret: true,
      sort: ({ bytes }) => ({ answer: bytes }),
      script: (tell) =>
        sdtScript(tell, (number) => createHmac('sha256', secret).update(number).digest('hex').toUpperCase()),
    });
  },
};
