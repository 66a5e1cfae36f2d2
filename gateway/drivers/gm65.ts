import Type from 'typebox';
import { SECOND } from '#core/units/instant.js';
import { FramesAndText } from '#gateway/serial/framing/frames-and-text.js';
import type { Frame } from '#gateway/serial/framing/frame-format.js';
import { line8N1 } from '#gateway/serial/serial-port.js';
import type { Driver } from './driver.js';
import { readOptions } from './driver-options.js';
import { answerFormat, heartbeatFormat, outputFormat } from './gm65-protocol.js';
import { gm65Script } from './gm65-setup.js';
import { ScriptedSession, type Sorted } from './scripted-session.js';
import { PLAIN_QR, textScan } from './text-scan.js';

const NAME = 'gm65';

/** In the order of the maker's reference tool, with the common ones first (devices.md 3.1). */
const BAUD_RATES = [9600, 115200, 57600, 38400, 19200, 14400] as const;

/** CR as we set it; LF and TAB as the module may still be set. */
const TAILS = [0x0d, 0x0a, 0x09];

const properties = {
  mode: Type.Optional(Type.Enum(['continuous', 'sensor', 'keep'])),
  baudRates: Type.Optional(Type.Array(Type.Enum([...BAUD_RATES]), { minItems: 1, maxItems: 6 })),
};

/**
 * The GM65 family of Hangzhou Grow: GM65, GM65-S, GM805, GM812, GM861 (devices.md 3.1). At start, and every 10 s, the
 * zones it depends on are read and set: reading mode, UTF-8 output, CR tail or, where the model has it, protocol output,
 * and printed setting codes are locked out. What was changed is saved in the module.
 *
 * Options: `mode` (default `continuous`; `keep` leaves it as it is); `baudRates` limits what is tried.
 */
export const gm65: Driver = {
  name: NAME,
  role: 'reader',
  line: line8N1(9600),
  framing: 'bytes',
  silence: 35 * SECOND,
  createSession(options, line = gm65.line) {
    const { mode = 'continuous', baudRates = BAUD_RATES } = readOptions(
      { driver: NAME, properties },
      options,
    );
    let scanned = false;
    return new ScriptedSession({
      cutter: new FramesAndText({
        formats: [answerFormat, heartbeatFormat, outputFormat],
        timeout: 200,
        text: { tails: TAILS, timeout: 500 },
      }),
      sort: (frame) => {
        const sorted = sort(frame);
        scanned ||= sorted !== null && !('answer' in sorted);
        return sorted;
      },
      script: (tell) => gm65Script({ mode, line, baudRates, tell, hasScanned: () => scanned }),
    });
  },
};

function sort({ format, bytes }: Frame): Sorted {
  if (format === 'answer' || format === 'heartbeat') return { answer: bytes };
  const scan = textScan(format === 'output' ? bytes.subarray(3) : bytes, PLAIN_QR);
  return scan === null ? null : [scan];
}
