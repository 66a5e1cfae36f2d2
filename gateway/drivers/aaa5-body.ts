import Type from 'typebox';
import { SECOND } from '#core/units/instant.js';
import { sum8 } from '#gateway/serial/framing/checksums.js';
import { int16, type Frame, type FrameFormat } from '#gateway/serial/framing/frame-format.js';
import { line8N1 } from '#gateway/serial/serial-port.js';
import type { DeviceEvent, Driver } from './driver.js';
import { readOptions } from './driver-options.js';
import { SteadySession } from './steady-session.js';

const NAME = 'aaa5-body';

const MEASURE = 0x01;
const SET_TARGET = 0x02;
const TARGETS = { object: 0x01, body: 0x02 } as const;

const properties = { target: Type.Optional(Type.Enum(['body', 'object'])) };

/**
 * The "AA A5 ... 55" module with an object and a body mode (devices.md 1.4). It is asked for each value; in body mode
 * it keeps the raw object value to itself. Leading zero bytes occur on its line and are skipped as noise.
 *
 * Options: `target` is `body` (default) or `object`.
 */
export const aaa5Body: Driver = {
  name: NAME,
  role: 'thermometer',
  line: line8N1(38400),
  framing: 'bytes',
  silence: 3 * SECOND,
  createSession(options, line = aaa5Body.line) {
    const { target = 'body' } = readOptions({ driver: NAME, properties }, options);
    const dialogue = new TargetDialogue(target);
    return new SteadySession({
      formats: [answerFrame],
      decode: (frame) => dialogue.decode(frame),
      request: () => dialogue.request(),
      polled: true,
      // The chip needs 220 ms from trigger to value; an answer that is missing is simply asked for again.
      times: { listen: 0, interval: 400, giveUp: 3 * SECOND, frame: 200 },
      line,
      baudRates: [line.baudRate],
    });
  },
};

/** Sets the target until the module has confirmed it, then measures; starts over when the module forgot it. */
class TargetDialogue {
  readonly #target: keyof typeof TARGETS;
  #isSet = false;

  constructor(target: keyof typeof TARGETS) {
    this.#target = target;
  }

  request(): Uint8Array {
    return this.#isSet ? command([MEASURE]) : command([SET_TARGET, TARGETS[this.#target]]);
  }

  decode({ bytes }: Frame): readonly DeviceEvent[] | null {
    const [cmd, ...args] = bytes.subarray(3, -2);
    if (cmd === SET_TARGET && args.length === 1) return [this.#targetAnswer(args[0] ?? 0)];
    if (cmd !== MEASURE || args.length !== 5) return null;
    this.#isSet = args[0] === TARGETS[this.#target];
    if (!this.#isSet) return [{ kind: 'alive', note: 'the module measures another target and is set again' }];
    const value = int16(bytes, 5) / 10;
    const ambientC = int16(bytes, 7) / 10;
    if (this.#target === 'object') return [{ kind: 'sample', objectC: value, ambientC }];
    return [{ kind: 'sample', objectC: null, ambientC, bodyC: value }];
  }

  #targetAnswer(code: number): DeviceEvent {
    this.#isSet = code === 0;
    if (this.#isSet) return { kind: 'alive', note: `measures the ${this.#target}` };
    return { kind: 'trouble', problem: `the module refused to measure the ${this.#target} (answer ${code})` };
  }
}

/** `AA A5 len cmd args.. sum 55`: `len` counts itself, the command, its arguments and the sum. */
const answerFrame: FrameFormat = {
  name: 'answer',
  header: [0xaa, 0xa5],
  maxLength: 16,
  length: (bytes) => {
    const len = bytes[2];
    if (len === undefined) return 'more';
    return len < 3 ? 'wrong' : len + 3;
  },
  check: (frame) => frame.at(-1) === 0x55 && sum8(frame.subarray(2, -2)) === frame.at(-2),
};

function command(body: readonly number[]): Uint8Array {
  const summed = Uint8Array.of(body.length + 2, ...body);
  return Uint8Array.of(0xaa, 0xa5, ...summed, sum8(summed), 0x55);
}
