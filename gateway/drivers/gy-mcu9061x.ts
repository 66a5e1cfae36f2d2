import Type from 'typebox';
import { SECOND } from '#core/units/instant.js';
import { sum8 } from '#gateway/serial/framing/checksums.js';
import { int16, type Frame, type FrameFormat } from '#gateway/serial/framing/frame-format.js';
import { line8N1 } from '#gateway/serial/serial-port.js';
import type { DeviceEvent, Driver } from './driver.js';
import { readOptions } from './driver-options.js';
import { SteadySession } from './steady-session.js';

const NAME = 'gy-mcu9061x';

/** Both factory settings exist; vendor pages disagree by lot (devices.md 1.1). */
const BAUD_RATES = [9600, 115200] as const;

/** `A5 cmd sum`; neither is acknowledged (devices.md 1.1). */
const START_CONTINUOUS = Uint8Array.of(0xa5, 0x45, 0xea);
const QUERY_ONCE = Uint8Array.of(0xa5, 0x15, 0xba);

const properties = {
  output: Type.Optional(Type.Enum(['continuous', 'query'])),
  baudRates: Type.Optional(Type.Array(Type.Enum([...BAUD_RATES]), { minItems: 1, maxItems: 2 })),
};

/**
 * GY-MCU90614 and GY-MCU90615: Melexis sensor with a small controller (devices.md 1.1). Object and ambient only; the
 * module knows nothing of bodies.
 *
 * Options: `output` is `continuous` (default) or `query`; `baudRates` limits what is tried.
 */
export const gyMcu9061x: Driver = {
  name: NAME,
  role: 'thermometer',
  line: line8N1(9600),
  framing: 'bytes',
  silence: 2 * SECOND,
  createSession(options, line = gyMcu9061x.line) {
    const { output, baudRates } = readOptions({ driver: NAME, properties }, options);
    const polled = output === 'query';
    return new SteadySession({
      formats: [temperatureFrame],
      decode,
      request: () => (polled ? QUERY_ONCE : START_CONTINUOUS),
      polled,
      // A fielded driver asks every 200 ms and takes the sensor for lost after 2 s (devices.md 1.1).
      times: { listen: 300, interval: 200, giveUp: 2 * SECOND, frame: 250 },
      line,
      baudRates: baudRates ?? BAUD_RATES,
    });
  },
};

/**
 * `5A 5A 45 04 TOh TOl TAh TAl sum`. The 10-byte variant carries one byte more, whose meaning is unknown: it is skipped
 * as noise.
 */
const temperatureFrame: FrameFormat = {
  name: 'temperature',
  header: [0x5a, 0x5a, 0x45, 0x04],
  maxLength: 9,
  length: () => 9,
  check: (frame) => sum8(frame.subarray(0, 8)) === frame[8],
};

/** Hundredths of a degree, signed: older drivers read them unsigned, which breaks below zero. */
function decode({ bytes }: Frame): readonly DeviceEvent[] {
  return [{ kind: 'sample', objectC: int16(bytes, 4) / 100, ambientC: int16(bytes, 6) / 100 }];
}
