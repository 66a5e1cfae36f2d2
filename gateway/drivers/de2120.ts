import Type from 'typebox';
import { TextFramer } from '#gateway/serial/framing/text-framer.js';
import { line8N1 } from '#gateway/serial/serial-port.js';
import type { Exchange, Script } from './dialogue.js';
import type { DeviceEvent, Driver } from './driver.js';
import { readOptions } from './driver-options.js';
import { nextRate, type RateProbe } from './next-rate.js';
import { ScriptedSession, type ScriptEnd } from './scripted-session.js';
import { PLAIN_QR, textScan } from './text-scan.js';

const NAME = 'de2120';

/** The factory setting, and what libraries often set (devices.md 3.2). */
const BAUD_RATES = [115200, 9600] as const;

const ACK = 0x06;
const NAK = 0x15;
const CR = 0x0d;

const MODES = { continuous: 'SCMCNT', motion: 'SCMMDH', manual: 'SCMMAN' } as const;

/** Long enough for a module that gets its power from the port and starts only now. */
const FIRST_TRIES = 6;

const properties = {
  mode: Type.Optional(Type.Enum(['continuous', 'motion', 'manual', 'keep'])),
  baudRates: Type.Optional(Type.Array(Type.Enum([...BAUD_RATES]), { minItems: 1, maxItems: 2 })),
};

type Mode = keyof typeof MODES | 'keep';

/**
 * DYscan DE2120 (SparkFun; devices.md 3.2): text that ends with CR, and ACK or NAK bytes in the same stream. At start its
 * output is set to UTF-8, for GBK is the factory setting, and its mode; a scan that arrives meanwhile is not lost.
 *
 * Options: `mode` (default `continuous`; `keep` leaves it as it is); `baudRates` limits what is tried.
 */
export const de2120: Driver = {
  name: NAME,
  role: 'reader',
  line: line8N1(115200),
  framing: 'bytes',
  silence: null,
  createSession(options, line = de2120.line) {
    const { mode = 'continuous', baudRates = BAUD_RATES } = readOptions(
      { driver: NAME, properties },
      options,
    );
    let scanned = false;
    return new ScriptedSession({
      cutter: new TextFramer({ tails: [CR], signals: [ACK, NAK], timeout: 500 }),
      sort: ({ format, bytes }) => {
        if (format === 'signal') return { answer: bytes };
        const scan = textScan(bytes, PLAIN_QR);
        scanned ||= scan !== null;
        return scan === null ? null : [scan];
      },
      script: (tell) => startUp({ mode, line, baudRates, tell, hasScanned: () => scanned }),
    });
  },
};

interface StartUp extends RateProbe {
  readonly mode: Mode;
  readonly tell: (event: DeviceEvent) => void;
  /** Whether a code was read on this connection: then the rate is right even if no answer comes. */
  readonly hasScanned: () => boolean;
}

function* startUp(setup: StartUp): Script<ScriptEnd> {
  const { mode, line, tell } = setup;
  const first = yield { ...command('232UTF1'), tries: FIRST_TRIES };
  if (first === null) {
    tell({ kind: 'trouble', problem: `the scanner does not answer at ${line.baudRate} baud` });
    return setup.hasScanned() ? null : nextRate(setup);
  }
  tellAnswer(tell, 'UTF-8 output', first);
  if (mode !== 'keep') tellAnswer(tell, `${mode} mode`, yield command(MODES[mode]));
  return null;
}

function tellAnswer(tell: StartUp['tell'], what: string, answer: Uint8Array | null): void {
  if (answer?.[0] === ACK) tell({ kind: 'alive', note: `${what} accepted` });
  else
    tell({
      kind: 'trouble',
      problem: `the scanner ${answer === null ? 'did not answer to' : 'refused'} ${what}`,
    });
}

function command(name: string): Exchange {
  const write = Uint8Array.from(Buffer.from(`^_^${name}.`, 'latin1'));
  return { write, wait: 500, tries: 3, accepts: () => true };
}
