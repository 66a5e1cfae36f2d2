import type { SeededFolder } from '../seed/seeded-folder.js';
import { baseline, product, type Contestant, type ContestantTools } from '../support/contestant.js';
import type { MeasuredRun } from '../support/measured-run.js';
import type { BenchContext, Line } from '../support/section.js';
import type { BenchOptions } from '../options.js';
import type { Entrant, Task } from '../support/tournament.js';

/** Who runs against whom, by the letters of the results page. */
export interface Field {
  readonly socket: Contestant;
  readonly a: Contestant;
  readonly b: Contestant;
  readonly c: Contestant;
  readonly cInsert: Contestant;
  readonly own: Contestant;
}

/** Entries and seconds of a baseline's warm-up: enough for its code to be compiled. */
export const BASELINE_WARM_UP = { entries: 10_000, seconds: 2 };

/** The register of the main rows: purchase passes, shown as QR. */
export function mainRegister({ options, seeds }: BenchContext): Promise<SeededFolder> {
  const { households, gates } = options;
  return seeds.get({ households, gates, passKind: 'purchase', credentials: 'qr' });
}

/** @param env what every process of the contestants gets, such as a slower fsync */
export function fieldOn(seeded: SeededFolder, { options, cleanup }: BenchContext, env = {}): Field {
  const tools: ContestantTools & { seeded: SeededFolder } = {
    command: options.command,
    cleanup,
    env,
    seeded,
  };
  const mosquitto = { file: 'mosquitto-sqlite.js', database: true, needs: 'mosquitto' };
  return {
    socket: baseline('raw socket echo, no broker', { file: 'socket-echo.js' }, tools),
    a: baseline('(a) bare aedes echo', { file: 'aedes-echo.js' }, tools),
    b: baseline(
      '(b) aedes + sqlite3, an INSERT an entry',
      { file: 'aedes-sqlite.js', database: true },
      tools,
    ),
    c: baseline(
      '(c) Mosquitto + MQTT.js + sqlite3, a transaction an entry',
      { ...mosquitto, words: ['rule'] },
      tools,
    ),
    cInsert: baseline('(c) with one INSERT an entry and no rule', { ...mosquitto, words: ['insert'] }, tools),
    own: product(seeded, tools),
  };
}

/** A saturated entrant of the main rows. The product has shown every pass once, as far as the warm-up allows. */
export function saturatedEntrant(
  contestant: Contestant,
  seeded: SeededFolder,
  { options }: BenchContext,
): Entrant {
  const isOwn = contestant.name === OWN_NAME;
  return {
    contestant,
    credentials: seeded.credentials,
    traffic: 'visits',
    tasks: [saturatedTask(options)],
    warmUp: isOwn ? { entries: options.households, seconds: options.warmUp } : BASELINE_WARM_UP,
  };
}

export function saturatedTask({ inFlight, entries, seconds }: BenchOptions): Task {
  return { pace: { kind: 'saturated', inFlight }, limit: { entries, seconds } };
}

export const OWN_NAME = 'gatehouse central';

export function rateLine(name: string, runs: readonly MeasuredRun[]): Line {
  return { what: name, unit: 'decisions/s', values: rates(runs) };
}

export function rates(runs: readonly MeasuredRun[]): readonly number[] {
  return runs.map(({ perSecond }) => perSecond);
}

export function cpuTimes(runs: readonly MeasuredRun[]): readonly number[] {
  return runs.map(({ cpuMicrosEach }) => cpuMicrosEach);
}
