import { SECOND } from '#core/units/instant.js';
import { NOTHING, type DeviceEvent, type Driver } from '#gateway/drivers/driver.js';
import { line8N1 } from '#gateway/serial/serial-port.js';

/**
 * A checkpoint for tests, one line each: `S code` is a scan, `M body` a finished measurement, `T object` a sample,
 * `A` a sign of life, `R baud` wishes a reopen, `crash` makes the driver throw; anything else is not understood.
 */
export const fakeCheckpoint: Driver = {
  name: 'fake-checkpoint',
  role: 'checkpoint',
  line: line8N1(115_200),
  framing: 'lines',
  silence: 5 * SECOND,
  createSession: () => ({
    opened: () => ({ ...NOTHING, writes: [Buffer.from('hello')] }),
    woken: () => NOTHING,
    received: (bytes) => {
      const [word = '', value = ''] = Buffer.from(bytes).toString('latin1').split(' ');
      if (word === 'crash') throw new RangeError('index out of range');
      if (word === 'R') return { ...NOTHING, reopen: { line: line8N1(Number(value)), why: 'probing' } };
      return { ...NOTHING, events: [eventOf(word, value, bytes.length)] };
    },
  }),
};

export const fakeThermometer: Driver = { ...fakeCheckpoint, name: 'fake-thermometer', role: 'thermometer' };

/** Says nothing unless somebody shows a code. */
export const fakeReader: Driver = { ...fakeCheckpoint, name: 'fake-reader', role: 'reader', silence: null };

/** Bytes as they come; asks every second until it hears something. */
export const fakePolled: Driver = {
  name: 'fake-polled',
  role: 'thermometer',
  line: line8N1(9600),
  framing: 'bytes',
  silence: null,
  createSession: () => ({
    opened: (now) => ({ ...NOTHING, wakeAt: now + SECOND }),
    woken: (now) => ({ writes: [Buffer.from('?')], events: [], wakeAt: now + SECOND }),
    received: (bytes) => ({ ...NOTHING, events: [{ kind: 'alive', note: Buffer.from(bytes).toString() }] }),
  }),
};

function eventOf(word: string, value: string, bytes: number): DeviceEvent {
  switch (word) {
    case 'S':
      return { kind: 'scan', credential: { kind: 'card', value } };
    case 'M':
      return {
        kind: 'measurement',
        bodyC: Number(value),
        objectC: Number(value) - 2.4,
        ambientC: 21,
        correctionC: 2.4,
        site: 'forehead',
      };
    case 'T':
      return { kind: 'sample', objectC: Number(value), ambientC: 21 };
    case 'A':
      return { kind: 'alive', note: value };
    case 'bad':
      return { kind: 'discarded', why: 'bad-check', bytes, excerpt: '' };
    default:
      return { kind: 'discarded', why: 'not-understood', bytes, excerpt: '' };
  }
}
