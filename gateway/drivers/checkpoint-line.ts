import { SECOND } from '#core/units/instant.js';
import { crc16 } from '#gateway/serial/framing/checksums.js';
import { discarded, type DiscardWhy } from '#gateway/serial/framing/discarded.js';
import { line8N1 } from '#gateway/serial/serial-port.js';
import { checkpointEvent, parseCheckpointMessage, type CheckpointMessage } from './checkpoint-message.js';
import { NOTHING, type DeviceEvent, type DeviceSession, type Driver, type SessionStep } from './driver.js';
import { readOptions } from './driver-options.js';

const NAME = 'checkpoint-line';

/** With its end; a reader of lines may have cut CR and LF off already (docs/firmware-protocol.md). */
const LONGEST_LINE = 640;
const SEQ_COUNT = 65_536;

/** "Who are you?", answered with `H`. */
const WHO_ARE_YOU = Uint8Array.from(Buffer.from('$Q*AB24\r\n', 'latin1'));

/**
 * The checkpoint's own microcontroller: thermometer, code reader and keypad on one port (docs/firmware-protocol.md).
 * It says `H` every 5 s, so more than two missed ones mean silence. No options.
 */
export const checkpointLine: Driver = {
  name: NAME,
  role: 'checkpoint',
  line: line8N1(115_200),
  framing: 'lines',
  silence: 12 * SECOND,
  createSession(options) {
    readOptions({ driver: NAME, properties: {} }, options);
    return new CheckpointSession();
  },
};

/** A message is printable ASCII, so any other byte ends what could be one. */
const printableRun = /[ -~]+/g;
const messageStart = /\$[A-Z],\d/;

class CheckpointSession implements DeviceSession {
  #lastSeq: number | null = null;

  opened(): SessionStep {
    return { ...NOTHING, writes: [WHO_ARE_YOU] };
  }

  woken(): SessionStep {
    return NOTHING;
  }

  received(line: Uint8Array): SessionStep {
    if (line.length > LONGEST_LINE) return { ...NOTHING, events: [discarded('too-long', line)] };
    const text = Buffer.from(line).toString('latin1');
    return { ...NOTHING, events: this.#eventsOf(text) };
  }

  #eventsOf(text: string): DeviceEvent[] {
    const events: DeviceEvent[] = [];
    let used = 0;
    for (const run of text.matchAll(printableRun)) {
      const start = run[0].search(messageStart);
      if (start < 0) continue;
      if (run.index + start > used) events.push(unusable('noise', text.slice(used, run.index + start)));
      events.push(...this.#message(run[0].slice(start)));
      used = run.index + run[0].length;
    }
    const rest = text.slice(used).replace(/^[\r\n]+$/, '');
    return rest === '' ? events : [...events, unusable('noise', rest)];
  }

  #message(text: string): DeviceEvent[] {
    const body = checkedBody(text);
    if (body === null) return [unusable('bad-check', text)];
    const message = parseCheckpointMessage(body);
    const event = message === null ? null : checkpointEvent(message);
    if (message === null || event === null) return [unusable('not-understood', text)];
    return [...this.#gap(message), event];
  }

  /** A device that starts again counts from 0; any other jump means that lines were lost on the cable. */
  #gap({ seq }: CheckpointMessage): DeviceEvent[] {
    const last = this.#lastSeq;
    this.#lastSeq = seq;
    if (last === null || seq === 0 || seq === (last + 1) % SEQ_COUNT) return [];
    return [{ kind: 'trouble', problem: `lines were lost: line ${seq} came after line ${last}` }];
  }
}

/** What stands between `$` and the last `*`, or null when the CRC behind it is not that of it. */
function checkedBody(text: string): string | null {
  const [, body, crc] = /^\$(.*)\*([0-9A-F]{4})$/.exec(text) ?? [];
  if (body === undefined || crc === undefined) return null;
  const computed = crc16(Buffer.from(body, 'latin1'), 0xffff);
  return computed === Number.parseInt(crc, 16) ? body : null;
}

function unusable(why: DiscardWhy, text: string): DeviceEvent {
  return discarded(why, Buffer.from(text, 'latin1'));
}
