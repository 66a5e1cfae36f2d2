import Type from 'typebox';
import { SECOND } from '#core/units/instant.js';
import { sum8 } from '#gateway/serial/framing/checksums.js';
import { int16, type Frame, type FrameFormat } from '#gateway/serial/framing/frame-format.js';
import { line8N1 } from '#gateway/serial/serial-port.js';
import type { DeviceEvent, Driver } from './driver.js';
import { readOptions } from './driver-options.js';
import { SteadySession } from './steady-session.js';

const NAME = 'gy-614v3';

const BAUD_RATES = [2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400] as const;
const DEFAULT_ID = 0xa4;

/** Functions and registers (devices.md 1.2). */
const READ = 0x03;
const WRITE = 0x06;
const OUTPUT_MODE = 0x03;
const CONTINUOUS = 0x00;
/** Emissivity, object, ambient and body value: seven registers from 07 on. */
const FIRST_VALUE = 0x07;
const VALUE_COUNT = 0x07;

const properties = {
  output: Type.Optional(Type.Enum(['continuous', 'query'])),
  id: Type.Optional(Type.Integer({ minimum: 2, maximum: 254, multipleOf: 2 })),
  baudRates: Type.Optional(Type.Array(Type.Enum([...BAUD_RATES]), { minItems: 1, maxItems: 8 })),
};

/**
 * GY-614V and GY-614V3: MLX90614 with registers and its own forehead-to-body value (devices.md 1.2). That value is
 * given with nobody in front of the sensor too; whoever uses the samples must see that a person is there.
 *
 * Options: `output` is `continuous` (default) or `query`; `id` is the device number (even, default 164); `baudRates`
 * lists the rates to try (default 9600, 115200).
 */
export const gy614v3: Driver = {
  name: NAME,
  role: 'thermometer',
  line: line8N1(9600),
  framing: 'bytes',
  silence: 3 * SECOND,
  createSession(options, line = gy614v3.line) {
    const { output, id = DEFAULT_ID, baudRates } = readOptions({ driver: NAME, properties }, options);
    const polled = output === 'query';
    const request = polled
      ? command([id, READ, FIRST_VALUE, VALUE_COUNT])
      : command([id, WRITE, OUTPUT_MODE, CONTINUOUS]);
    return new SteadySession({
      formats: [valuesFrame(id)],
      decode,
      request: () => request,
      polled,
      // The slowest setting is one frame a second, so longer than that is listened before anything is written.
      times: { listen: 1200, interval: 500, giveUp: 3 * SECOND, frame: 250 },
      line,
      baudRates: baudRates ?? [9600, 115200],
    });
  },
};

function command(body: readonly number[]): Uint8Array {
  return Uint8Array.of(...body, sum8(Uint8Array.from(body)));
}

/** `id 03 07 07 E TOh TOl TAh TAl BOh BOl sum`: the same for a continuous frame and for an answer. */
function valuesFrame(id: number): FrameFormat {
  return {
    name: 'values',
    header: [id, READ, FIRST_VALUE, VALUE_COUNT],
    maxLength: 12,
    length: () => 12,
    check: (frame) => sum8(frame.subarray(0, 11)) === frame[11],
  };
}

function decode({ bytes }: Frame): readonly DeviceEvent[] {
  const [objectC, ambientC, bodyC] = [int16(bytes, 5) / 100, int16(bytes, 7) / 100, int16(bytes, 9) / 100];
  return [{ kind: 'sample', objectC, ambientC, bodyC }];
}
