import { readFileSync } from 'node:fs';
import type { DeviceEvent, DriverOptions } from '#gateway/drivers/driver.js';

/** One line of a fixture: bytes from the device, bytes the host must write, or time that passes. */
export type FixtureStep =
  | {
      readonly kind: 'device';
      readonly bytes: Uint8Array;
      readonly note: string;
      readonly events: readonly DeviceEvent[];
    }
  | { readonly kind: 'host'; readonly bytes: Uint8Array; readonly note: string }
  | {
      readonly kind: 'pause';
      readonly ms: number;
      readonly note: string;
      readonly events: readonly DeviceEvent[];
    };

/** Steps that belong together. */
export type Scene = readonly FixtureStep[];

export interface Fixture {
  readonly startUp: Scene;
  readonly frames: Scene;
  readonly quirks: readonly Scene[];
  readonly cold: readonly Scene[];
  readonly options: DriverOptions;
}

const SECTIONS = ['start-up', 'frames', 'quirks', 'cold', 'options'] as const;
type Section = (typeof SECTIONS)[number];

/**
 * Reads `test/fixtures/<driver>.hex`:
 * - `[start-up]`, `[frames]`, `[quirks]` and `[cold]` begin a section; blank lines part the scenes of the last two, which
 *   are played on sessions of their own, those of `[quirks]` after the start-up; `[options]` holds the driver's as JSON;
 * - `5A 5A .. # note => {event}` are bytes from the device and the events they lead to, none without `=>`, several as
 *   a JSON array; `[D]` in the note marks bytes derived from a documented layout, `[V]` verified ones of a source;
 * - `> A5 45 EA # note` are bytes the host must write next, whenever it does;
 * - `+300 # note => {event}` lets milliseconds pass;
 * - lines that begin with `#` are remarks.
 */
export function readFixture(driver: string): Fixture {
  return parseFixture(readFileSync(fixturePath(driver), 'utf8'));
}

export function fixturePath(driver: string): URL {
  return new URL(`../../fixtures/${driver}.hex`, import.meta.url);
}

export function parseFixture(text: string): Fixture {
  const blocks: Record<Section, string[][]> = {
    'start-up': [[]],
    frames: [[]],
    quirks: [[]],
    cold: [[]],
    options: [[]],
  };
  let current = blocks.frames;
  for (const line of text.split('\n').map((one) => one.trim())) {
    const section = SECTIONS.find((one) => line === `[${one}]`);
    if (section !== undefined) current = blocks[section];
    else if (line === '') current.push([]);
    else if (!line.startsWith('#')) current.at(-1)?.push(line);
  }
  const scenes = (section: Section): Scene[] =>
    blocks[section].filter((block) => block.length > 0).map((block) => block.map(parseStep));
  return {
    startUp: scenes('start-up').flat(),
    frames: scenes('frames').flat(),
    quirks: scenes('quirks'),
    cold: scenes('cold'),
    options: JSON.parse(blocks.options.flat().join('') || '{}') as DriverOptions,
  };
}

function parseStep(line: string): FixtureStep {
  const [, data = '', note = '', json = '[]'] = /^([^#]*)(?:#(.*?))?(?:=>(.*))?$/.exec(line) ?? [];
  const events = [JSON.parse(json) as DeviceEvent | DeviceEvent[]].flat();
  const text = data.trim();
  if (text.startsWith('+')) return { kind: 'pause', ms: Number(text.slice(1)), note: note.trim(), events };
  if (text.startsWith('>')) return { kind: 'host', bytes: hex(text.slice(1)), note: note.trim() };
  return { kind: 'device', bytes: hex(text), note: note.trim(), events };
}

/** Bytes from hex digits with spaces. */
export function hex(text: string): Uint8Array {
  const digits = text.replaceAll(/\s/g, '');
  if (!/^([0-9A-Fa-f]{2})*$/.test(digits)) throw new Error(`not hex: ${text}`);
  return Uint8Array.from(Buffer.from(digits, 'hex'));
}
