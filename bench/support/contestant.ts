import { join } from 'node:path';
import type { DriverGate } from '../driver/driver-job.js';
import { copyOf, LEDGER_FILE, type SeededFolder } from '../seed/seeded-folder.js';
import { CentralProgram } from './central-program.js';
import { ChildProgram } from './child-program.js';
import type { Cleanup } from './cleanup.js';
import { databaseBytes } from './disk-size.js';
import { SqliteFile } from './sqlite-file.js';

/** A running system under test. */
export interface Server {
  readonly gates: readonly DriverGate[];
  /** Its processes; children are found from them. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
  /** Opens its live feed as a page does, and gives what closes it. */
  watch?(): Promise<() => void>;
  /** After it has stopped: what its database holds. Missing where nothing is stored. */
  stored?(): Promise<Stored>;
}

export interface Stored {
  readonly entries: number;
  /** What the database files have grown by. */
  readonly bytes: number;
}

/** One system that takes entries and answers decisions. */
export interface Contestant {
  readonly name: string;
  /** A program that it needs. */
  readonly needs?: string;
  start(): Promise<Server>;
}

export interface ContestantTools {
  readonly command: string;
  readonly cleanup: Cleanup;
  /** What every process of the contestant gets on top of our own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The product on a copy of the seeded folder. */
export function product(seeded: SeededFolder, tools: ContestantTools): Contestant {
  return {
    name: 'gatehouse central',
    start: async () => {
      const data = await copyOf(seeded, tools.cleanup);
      const ledger = join(data, LEDGER_FILE);
      const before = await databaseBytes(ledger);
      const central = await CentralProgram.start({ ...tools, data });
      return {
        gates: gatesAt(seeded, await central.port()),
        pids: [central.pid],
        stop: () => central.stop(),
        watch: () => central.watch(),
        stored: () => storedIn(ledger, before),
      };
    },
  };
}

/** The product on the seeded folder itself, where copying it would take too long; nobody else may use it then. */
export function productInPlace(
  seeded: SeededFolder,
  tools: ContestantTools & { readonly name: string },
): Contestant {
  return {
    name: tools.name,
    start: async () => {
      const central = await CentralProgram.start({ ...tools, data: seeded.data });
      const gates = gatesAt(seeded, await central.port());
      return { gates, pids: [central.pid], stop: () => central.stop() };
    },
  };
}

/** A script of `bench/baselines` that says `port N` when it listens. */
export function baseline(
  name: string,
  script: {
    readonly file: string;
    readonly words?: readonly string[];
    readonly database?: boolean;
    readonly needs?: string;
  },
  tools: ContestantTools & { readonly seeded: SeededFolder },
): Contestant {
  return {
    name,
    ...(script.needs === undefined ? {} : { needs: script.needs }),
    start: async () => {
      const path = join(import.meta.dirname, '../baselines', script.file);
      const database = join(tools.cleanup.folder('baseline'), 'entries.sqlite');
      const words = [...(script.words ?? []), ...(script.database === true ? [database] : [])];
      const program = ChildProgram.node(path, { words, env: tools.env ?? {} }, tools.cleanup);
      const port = Number(await program.line(/^port (\d+)$/));
      const server: Server = {
        gates: gatesAt(tools.seeded, port),
        pids: [program.pid],
        stop: () => program.stop(),
      };
      if (script.database !== true) return server;
      return { ...server, stored: () => storedIn(database, 0) };
    },
  };
}

function gatesAt(seeded: SeededFolder, port: number): readonly DriverGate[] {
  return seeded.gates.map((gate) => ({ ...gate, port }));
}

async function storedIn(path: string, before: number): Promise<Stored> {
  return { entries: await countEntries(path), bytes: (await databaseBytes(path)) - before };
}

async function countEntries(path: string): Promise<number> {
  const file = await SqliteFile.open(path);
  try {
    return await file.number('select count(*) from entries');
  } finally {
    await file.close();
  }
}
