import Type from 'typebox';
import { TextFramer } from '#gateway/serial/framing/text-framer.js';
import { line8N1 } from '#gateway/serial/serial-port.js';
import type { Driver } from './driver.js';
import { readOptions } from './driver-options.js';
import { ListeningSession } from './listening-session.js';
import { PLAIN_QR, textScan } from './text-scan.js';

const NAME = 'line-scanner';

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const NUL = 0x00;

/** Which bytes end a code. `any` also takes CR LF, split or not, for an empty text is no code. */
const TAILS = {
  any: [CR, LF, TAB, NUL],
  cr: [CR],
  lf: [LF],
  'cr-lf': [CR, LF],
  tab: [TAB],
  nul: [NUL],
  none: [],
} as const;

const properties = {
  tail: Type.Optional(Type.Enum(['any', 'cr', 'lf', 'cr-lf', 'tab', 'nul', 'none'])),
  encoding: Type.Optional(Type.Enum(['auto', 'utf-8', 'gbk'])),
  kind: Type.Optional(Type.Enum(['qr', 'card', 'code'])),
  aimPrefix: Type.Optional(Type.Boolean()),
};

/**
 * Any scanner or reader that sends plain text with a tail: Zebra, Honeywell, M3Y over USB, rf IDEAS and others
 * (devices.md 3.4, 3.5, 4.6). Nothing is ever written to it. Without a checksum its baud rate and parity must be right.
 *
 * Options: `tail` (default `any`; `none` ends a code by 50 ms of silence), `encoding` (default `auto`: UTF-8, else GBK),
 * `kind` of the credential (default `qr`), `aimPrefix` (default false).
 */
export const lineScanner: Driver = {
  name: NAME,
  role: 'reader',
  line: line8N1(9600),
  framing: 'bytes',
  silence: null,
  createSession(options) {
    const { tail = 'any', ...rest } = readOptions({ driver: NAME, properties }, options);
    const endsBySilence = tail === 'none';
    const settings = { ...PLAIN_QR, ...rest };
    return new ListeningSession({
      cutter: new TextFramer({ tails: TAILS[tail], timeout: endsBySilence ? 50 : 500, endsBySilence }),
      decode: ({ bytes }) => {
        const scan = textScan(bytes, settings);
        return scan === null ? null : [scan];
      },
    });
  },
};
