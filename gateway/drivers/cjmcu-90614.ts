import Type from 'typebox';
import { SECOND } from '#core/units/instant.js';
import { sum8 } from '#gateway/serial/framing/checksums.js';
import { int16, type Frame, type FrameFormat } from '#gateway/serial/framing/frame-format.js';
import { line8N1 } from '#gateway/serial/serial-port.js';
import type { DeviceEvent, Driver } from './driver.js';
import { readOptions } from './driver-options.js';
import { SteadySession } from './steady-session.js';

const NAME = 'cjmcu-90614';

/** Sellers name 115200 as the default; a public driver opens 9600 (devices.md 1.3). */
const BAUD_RATES = [115200, 9600, 57600] as const;

const START_CONTINUOUS = Uint8Array.of(0x66, 0x66, 0x01, 0x56);
const QUERY_ONCE = Uint8Array.of(0x66, 0x66, 0x02, 0x56);

const properties = {
  output: Type.Optional(Type.Enum(['continuous', 'query'])),
  baudRates: Type.Optional(Type.Array(Type.Enum([...BAUD_RATES]), { minItems: 1, maxItems: 3 })),
};

/**
 * CJMCU-90614 serial module (devices.md 1.3). Temperature 1 is the ambient and temperature 2 the object, as
 * `GuyCarver/MicroPython` lib/cjmcu.py reads them.
 *
 * Options: `output` is `continuous` (default) or `query`; `baudRates` limits what is tried.
 */
export const cjmcu90614: Driver = {
  name: NAME,
  role: 'thermometer',
  line: line8N1(115200),
  framing: 'bytes',
  silence: 2 * SECOND,
  createSession(options, line = cjmcu90614.line) {
    const { output, baudRates } = readOptions({ driver: NAME, properties }, options);
    const polled = output === 'query';
    return new SteadySession({
      formats: [temperatureFrame('data', 4), temperatureFrame('whole frame', 0)],
      decode: decoderOfOneReading(),
      request: () => (polled ? QUERY_ONCE : START_CONTINUOUS),
      polled,
      times: { listen: 300, interval: 200, giveUp: 2 * SECOND, frame: 250 },
      line,
      baudRates: baudRates ?? BAUD_RATES,
    });
  },
};

/**
 * `66 66 mode 04 T1h T1l T2h T2l sum`. The seller's text lets the sum be read in two ways: over the whole frame, or, as
 * the one known sample frame has it, over the four data bytes (devices.md 1.3).
 */
function temperatureFrame(name: string, summedFrom: number): FrameFormat {
  return {
    name,
    header: [0x66, 0x66],
    maxLength: 9,
    length: (bytes) => {
      if (bytes.length < 4) return 'more';
      return (bytes[2] === 0x01 || bytes[2] === 0x02) && bytes[3] === 0x04 ? 9 : 'wrong';
    },
    check: (frame) => sum8(frame.subarray(summedFrom, 8)) === frame[8],
  };
}

/**
 * A module sums in one of the two ways. A damaged frame of one way may be a valid frame of the other, so two frames in
 * a row must agree before values are given; from then on only that way is believed.
 */
function decoderOfOneReading(): (frame: Frame) => readonly DeviceEvent[] | null {
  let last: string | null = null;
  let settled: string | null = null;
  return ({ format, bytes }) => {
    if (settled !== null) return format === settled ? [sampleOf(bytes)] : null;
    const agrees = format === last;
    last = format;
    if (!agrees) return [{ kind: 'alive', note: `checksum over the ${format}` }];
    settled = format;
    return [sampleOf(bytes)];
  };
}

function sampleOf(bytes: Uint8Array): DeviceEvent {
  return { kind: 'sample', objectC: int16(bytes, 6) / 100, ambientC: int16(bytes, 4) / 100 };
}
