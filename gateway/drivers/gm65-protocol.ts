import { crc16 } from '#gateway/serial/framing/checksums.js';
import { uint16, type FrameFormat } from '#gateway/serial/framing/frame-format.js';
import type { Exchange } from './dialogue.js';
import { PLAIN_QR, textScan } from './text-scan.js';

/** Commands, answers and zones of the Hangzhou Grow engines (devices.md 3.1; GM65-S manual V1.3 chapter 9). */

/** Type 05 erases the program of the module and is left out on purpose. */
type CommandType = typeof READ | typeof WRITE | typeof SAVE | typeof HEARTBEAT;
const READ = 0x07;
const WRITE = 0x08;
const SAVE = 0x09;
const HEARTBEAT = 0x0a;

/** At least 100 ms and up to three tries: a missing answer is the only sign of a command that did not arrive. */
const PATIENCE = { wait: 200, tries: 3 };

interface Command {
  readonly type: CommandType;
  readonly zone: number;
  readonly data: readonly number[];
}

/** `7E 00 type len zoneH zoneL data.. crcH crcL`; the CRC covers type to data. */
function command({ type, zone, data }: Command): Uint8Array {
  const body = Uint8Array.of(type, 1, zone >> 8, zone & 0xff, ...data);
  const crc = crc16(body, 0);
  return Uint8Array.of(0x7e, 0x00, ...body, crc >> 8, crc & 0xff);
}

/** Reads `count` bytes from a zone on. Two or more, for one byte could be the late answer to a write. */
export function readZones(zone: number, count: number): Exchange {
  const write = command({ type: READ, zone, data: [count] });
  return { write, ...PATIENCE, accepts: (answer) => dataOf(answer).length === count };
}

export function writeZone(zone: number, value: number): Exchange {
  return { write: command({ type: WRITE, zone, data: [value] }), ...PATIENCE, accepts: isDone };
}

/** Keeps the zones over a power cut. */
export function saveZones(): Exchange {
  return { write: command({ type: SAVE, zone: 0, data: [0] }), ...PATIENCE, accepts: isDone };
}

/** Only the models with protocol output (GM861) answer. */
export function heartbeat(): Exchange {
  const write = command({ type: HEARTBEAT, zone: 0, data: [0] });
  return { write, wait: PATIENCE.wait, tries: 2, accepts: (answer) => answer[0] === 0x03 };
}

/** The data bytes of an answer frame. */
export function dataOf(answer: Uint8Array): Uint8Array {
  return answer[0] === 0x02 ? answer.subarray(4, -2) : new Uint8Array();
}

function isDone(answer: Uint8Array): boolean {
  const data = dataOf(answer);
  return data.length === 1 && data[0] === 0x00;
}

/** `02 00 00 len data.. crcH crcL`; the CRC covers the second 00 to data, and a length of 00 means 256. */
export const answerFormat: FrameFormat = {
  name: 'answer',
  header: [0x02, 0x00, 0x00],
  maxLength: 262,
  length: (bytes) => {
    const len = bytes[3];
    if (len === undefined) return 'more';
    return (len === 0 ? 256 : len) + 6;
  },
  check: (frame) => crc16(frame.subarray(2, -2), 0) === uint16(frame, frame.length - 2),
};

export const heartbeatFormat: FrameFormat = {
  name: 'heartbeat',
  header: [0x03, 0x00, 0x00, 0x01, 0x00, 0x33, 0x31],
  maxLength: 7,
  length: () => 7,
  check: () => true,
};

/** `03 lenH lenL text..`, without any checksum: that it is text at all is the only check. */
export const outputFormat: FrameFormat = {
  name: 'output',
  header: [0x03],
  maxLength: 1500,
  length: (bytes) => {
    if (bytes.length < 3) return 'more';
    const len = uint16(bytes, 1);
    return len === 0 ? 'wrong' : len + 3;
  },
  check: (frame) => textScan(frame.subarray(3), PLAIN_QR) !== null,
};
