import { hash } from 'node:crypto';
import type { TraceLine } from '#core/rules/rulebook.js';
import type { PassId } from '#core/units/ids.js';
import type { TraceLineRow } from '../storage/schema.js';

/** Length of a line's id: 36 bits, which the few thousand lines there are do not share by chance. */
const ID_LENGTH = 6;
/** Lines that are kept by id. A line beyond stands in its trace in full: nothing is lost, only room. */
const MAX_LINES = 4_096;
/** Stands for the id of the row's pass, which would make every line another. */
const PASS = '{pass}';

/**
 * Writes traces short. The rules say the same few thousand things again and again, so a trace is the ids of its lines, and
 * the lines stand once in `trace_lines`. Ids come from the text, so that several services agree without asking each other.
 */
export class TraceBook {
  /** By rule, then by the English text. */
  readonly #lines = new Map<string, Map<string, TraceLineRow>>();
  readonly #unstored = new Set<TraceLineRow>();
  #count = 0;

  /** The trace as the ledger keeps it. All lines but the last have passed, the last has decided. */
  write(trace: readonly TraceLine[], pass: PassId | null): string {
    let ids = '';
    for (const line of trace) {
      const id = this.#idOf(line, pass);
      if (id === null) return JSON.stringify(trace.map(({ rule, zh, value }) => [rule, zh, value]));
      ids += id;
    }
    return ids;
  }

  /** The lines that may not be stored yet; they go into the transaction of the entries that use them. */
  unstored(): readonly TraceLineRow[] {
    return this.#unstored.size === 0 ? NO_LINES : [...this.#unstored];
  }

  /** The transaction with these lines is committed. */
  stored(rows: readonly TraceLineRow[]): void {
    if (rows.length === 0) return;
    const ids = new Set(rows.map(({ id }) => id));
    for (const line of [...this.#unstored]) if (ids.has(line.id)) this.#unstored.delete(line);
  }

  #idOf(line: TraceLine, pass: PassId | null): string | null {
    const hasPass = pass !== null && line.rule === 'credential';
    const en = hasPass ? line.value.replace(pass, PASS) : line.value;
    const known = this.#lines.get(line.rule)?.get(en);
    if (known !== undefined) return known.id;
    if (this.#count >= MAX_LINES) return null;
    return this.#add({ rule: line.rule, en, zh: hasPass ? line.zh.replace(pass, PASS) : line.zh });
  }

  #add(line: { readonly rule: string; readonly zh: string; readonly en: string }): string {
    const row = { id: traceLineId(line), ...line };
    const ofRule = this.#lines.get(line.rule) ?? new Map<string, TraceLineRow>();
    this.#lines.set(line.rule, ofRule.set(line.en, row));
    this.#unstored.add(row);
    this.#count += 1;
    return row.id;
  }
}

const NO_LINES: readonly TraceLineRow[] = [];

/** The id of a line comes from its text. */
export function traceLineId({ rule, zh, en }: Omit<TraceLineRow, 'id'>): string {
  return hash('sha256', JSON.stringify([rule, zh, en]), 'base64url').slice(0, ID_LENGTH);
}

/** The ids in a kept trace; none when it stands in full or was erased. */
export function lineIds(trace: string): string[] {
  return trace.startsWith('[') ? [] : (trace.match(/.{6}/g) ?? []);
}

/** Reads a kept trace back with the lines it names. */
export function readTrace(
  trace: string,
  lines: ReadonlyMap<string, TraceLineRow>,
  pass: PassId | null,
): TraceLine[] {
  const found = trace.startsWith('[') ? wholeLines(trace) : lineIds(trace).map((id) => lines.get(id));
  return found.map((line, index) => ({
    rule: line?.rule ?? 'unknown',
    value: line?.en.replace(PASS, pass ?? '') ?? '',
    zh: line?.zh.replace(PASS, pass ?? '') ?? '',
    result: index === found.length - 1 ? 'decided' : 'passed',
  }));
}

function wholeLines(trace: string): Omit<TraceLineRow, 'id'>[] {
  const lines = JSON.parse(trace) as [rule: string, zh: string, en: string][];
  return lines.map(([rule, zh, en]) => ({ rule, zh, en }));
}
