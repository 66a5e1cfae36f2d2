import { SECOND } from '#core/units/instant.js';
import { sum8 } from '#gateway/serial/framing/checksums.js';
import type { Frame, FrameFormat } from '#gateway/serial/framing/frame-format.js';
import { Framer } from '#gateway/serial/framing/framer.js';
import { line8N1 } from '#gateway/serial/serial-port.js';
import type { DeviceEvent, Driver } from './driver.js';
import { readOptions } from './driver-options.js';
import { ListeningSession } from './listening-session.js';

const NAME = 'idc-50';

/**
 * IDC-50 thermal module (Heimann 32 x 32), output option 2: its own body value every 500 ms, nothing raw and no ambient
 * (devices.md 1.5). Nothing is ever written to it. No options.
 */
export const idc50: Driver = {
  name: NAME,
  role: 'thermometer',
  line: line8N1(115200),
  framing: 'bytes',
  silence: 3 * SECOND,
  createSession(options) {
    readOptions({ driver: NAME, properties: {} }, options);
    return new ListeningSession({ cutter: new Framer({ formats: [bodyFrame], timeout: 200 }), decode });
  },
};

/** `AA 55 06 whole tenths sum`: `06` is the length of the frame, `24 07` is 36.7. */
const bodyFrame: FrameFormat = {
  name: 'body',
  header: [0xaa, 0x55, 0x06],
  maxLength: 6,
  length: () => 6,
  check: (frame) => sum8(frame.subarray(0, 5)) === frame[5],
};

function decode({ bytes }: Frame): readonly DeviceEvent[] | null {
  const [whole = 0, tenths = 0] = bytes.subarray(3, 5);
  if (tenths > 9) return null;
  const bodyC = (whole * 10 + tenths) / 10;
  return [{ kind: 'sample', objectC: null, ambientC: null, bodyC }];
}
