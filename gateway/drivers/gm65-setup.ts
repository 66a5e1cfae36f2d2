import { SECOND } from '#core/units/instant.js';
import { pause, type Script } from './dialogue.js';
import type { DeviceEvent } from './driver.js';
import { dataOf, heartbeat, readZones, saveZones, writeZone } from './gm65-protocol.js';
import { nextRate, type RateProbe } from './next-rate.js';
import type { ScriptEnd } from './scripted-session.js';

export type Gm65Mode = 'continuous' | 'sensor' | 'keep';

export interface Gm65Setup extends RateProbe {
  readonly mode: Gm65Mode;
  readonly tell: (event: DeviceEvent) => void;
  /** Whether a code was read on this connection: then the rate is right even if no answer comes. */
  readonly hasScanned: () => boolean;
}

/** Zones (devices.md 3.1). */
const MODE = 0x00;
const SETTING_CODES = 0x03;
const CODING = 0x0d;
const BAUD_DIVISOR = 0x2a;
const OUTPUT = 0x60;

const MODE_BITS = { continuous: 0b10, sensor: 0b11 } as const;
const REFUSE_SETTING_CODES = 0b10;
/** Output UTF-8 (11), input coding found by itself (10). */
const UTF8_CODING = 0b10_1100;
const CODING_BITS = 0b11_1100;
/** Where codes go. The keyboard is a GM861's factory setting, and what is read then never reaches the serial line. */
const PORT_BITS = 0b11;
const PORT_KEYBOARD = 0b01;
/** Tail on, and the tail is CR: no prefix, suffix, code id or text for a failed read. */
const CR_TAIL = 0x01;
const PROTOCOL = 0x80;

/** Long enough for a module that gets its power from the port and starts only now. */
const FIRST_CONTACT = { wait: 300, tries: 10 };
const CHECK_EVERY = 10 * SECOND;
/** After a reset 200 ms are not enough, and what is written too early is lost without an error. */
const REBOOT = 1 * SECOND;
const ROUNDS = 3;

/** Finds the reader, brings it into the state it must have, and sees to it every 10 s that it stays so. */
export function* gm65Script(setup: Gm65Setup): Script<ScriptEnd> {
  const { tell, line } = setup;
  if ((yield { ...readZones(BAUD_DIVISOR, 2), ...FIRST_CONTACT }) === null) return unanswered(setup);
  const hasProtocol = (yield heartbeat()) !== null;
  for (;;) {
    const state = yield* bringIntoState(setup, hasProtocol);
    if (state === 'gone') return { line, why: 'the reader stopped answering' };
    if (state === 'set')
      tell({ kind: 'alive', note: `set: ${hasProtocol ? 'protocol' : 'CR'} output, codes locked` });
    yield pause(CHECK_EVERY);
  }
}

/** A reader whose receive wire is broken still reads codes, so its rate is only left when nothing was read either. */
function unanswered(setup: Gm65Setup): ScriptEnd {
  setup.tell({
    kind: 'trouble',
    problem: `the reader does not answer at ${setup.line.baudRate} baud, so printed setting codes are not locked out`,
  });
  return setup.hasScanned() ? null : nextRate(setup);
}

/** Writes the zones that differ and reads them back, up to three times. */
function* bringIntoState(setup: Gm65Setup, hasProtocol: boolean): Script<'set' | 'refused' | 'gone'> {
  for (let round = 0; ; round += 1) {
    const zones = yield* currentZones();
    if (zones === null) return 'gone';
    const wrong = wantedZones(zones, setup.mode, hasProtocol).filter(
      ([zone, value]) => zones.get(zone) !== value,
    );
    if (wrong.length === 0) {
      if (round > 0) yield saveZones();
      return 'set';
    }
    if (round === ROUNDS) {
      setup.tell({ kind: 'trouble', problem: refusal(wrong, zones) });
      return 'refused';
    }
    if (round > 0) yield pause(REBOOT);
    for (const [zone, value] of wrong) yield writeZone(zone, value);
  }
}

type Zones = ReadonlyMap<number, number>;

function* currentZones(): Script<Zones | null> {
  const low = yield readZones(MODE, CODING + 1);
  const output = low === null ? null : yield readZones(OUTPUT, 2);
  if (low === null || output === null) return null;
  const zones = new Map([...dataOf(low)].map((value, zone) => [zone, value]));
  return zones.set(OUTPUT, dataOf(output)[0] ?? 0);
}

/** What the zones must hold; bits that are none of our business stay as they are. */
function wantedZones(zones: Zones, mode: Gm65Mode, hasProtocol: boolean): [number, number][] {
  const bits = (zone: number, kept: number): number => (zones.get(zone) ?? 0) & kept;
  // It answers here, so it is connected by its UART (00) and not as a keyboard.
  const isOnKeyboard = bits(CODING, PORT_BITS) === PORT_KEYBOARD;
  const wanted: [number, number][] = [
    [SETTING_CODES, bits(SETTING_CODES, 0xff) | REFUSE_SETTING_CODES],
    [CODING, bits(CODING, isOnKeyboard ? ~(CODING_BITS | PORT_BITS) : ~CODING_BITS) | UTF8_CODING],
    [OUTPUT, hasProtocol ? PROTOCOL | CR_TAIL : bits(OUTPUT, PROTOCOL) | CR_TAIL],
  ];
  return mode === 'keep' ? wanted : [...wanted, [MODE, bits(MODE, 0b1111_1100) | MODE_BITS[mode]]];
}

function refusal(wrong: readonly (readonly [number, number])[], zones: Zones): string {
  const hex = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0');
  const list = wrong.map(
    ([zone, value]) => `zone ${hex(zone)} is ${hex(zones.get(zone) ?? 0)} instead of ${hex(value)}`,
  );
  const open = wrong.some(([zone]) => zone === SETTING_CODES) ? '; printed setting codes can change it' : '';
  return `the reader did not take its settings: ${list.join(', ')}${open}`;
}
