import { hash } from 'node:crypto';
import { THE_PASS, traceLines, type Trace, type TraceLine } from '#core/rules/trace.js';
import { Phrase, type Words } from '#core/rules/words.js';
import type { PassId } from '#core/units/ids.js';
import type { TraceLineRow } from '../storage/schema.js';
import { PhraseMap } from './phrase-map.js';

/** Length of a line's id: 36 bits, which the few thousand lines there are do not share by chance. */
const ID_LENGTH = 6;
/** Lines that are kept by id. A line beyond stands in its trace in full: nothing is lost, only room. */
const MAX_LINES = 4_096;

/** The lines of one rule. */
interface RuleLines {
  /** By their English text. */
  readonly texts: Map<string, TraceLineRow>;
  /** Ids of those that are phrases. */
  readonly phrases: PhraseMap<string>;
}

/**
 * Writes traces short. The rules say the same few thousand things again and again, so a trace is the ids of its lines, and
 * the lines stand once in `trace_lines`. Ids come from the text, so that several services agree without asking each other.
 */
export class TraceBook {
  readonly #rules = new Map<string, RuleLines>();
  readonly #unstored = new Set<TraceLineRow>();
  #count = 0;
  #phrases = 0;

  /** The trace as the ledger keeps it. `pass`: see `traceLines`. */
  write(trace: Trace, pass: PassId | null): string {
    let ids = '';
    let asked = 0;
    for (const words of trace.said) {
      const id = this.#idOf(trace.rules[asked]?.name ?? '', words);
      if (id === null) return whole(traceLines(trace, pass));
      ids += id;
      asked += 1;
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

  #idOf(rule: string, words: Words): string | null {
    const lines = this.#linesOf(rule);
    if (!(words instanceof Phrase)) return this.#idOfText(rule, words, lines);
    const known = lines.phrases.get(words);
    if (known !== undefined) return known;
    const id = this.#idOfText(rule, words, lines);
    if (id !== null && this.#phrases < MAX_LINES) {
      lines.phrases.set(words, id);
      this.#phrases += 1;
    }
    return id;
  }

  #linesOf(rule: string): RuleLines {
    const known = this.#rules.get(rule);
    if (known !== undefined) return known;
    const lines: RuleLines = { texts: new Map(), phrases: new PhraseMap() };
    this.#rules.set(rule, lines);
    return lines;
  }

  #idOfText(rule: string, { zh, en }: Words, { texts }: RuleLines): string | null {
    const known = texts.get(en);
    if (known !== undefined) return known.id;
    if (this.#count >= MAX_LINES) return null;
    const row = { id: traceLineId({ rule, zh, en }), rule, zh, en };
    texts.set(en, row);
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
    value: line?.en.replace(THE_PASS, pass ?? '') ?? '',
    zh: line?.zh.replace(THE_PASS, pass ?? '') ?? '',
    result: index === found.length - 1 ? 'decided' : 'passed',
  }));
}

/** A trace that stands in full. */
function whole(lines: readonly TraceLine[]): string {
  return JSON.stringify(lines.map(({ rule, zh, value }) => [rule, zh, value]));
}

function wholeLines(trace: string): Omit<TraceLineRow, 'id'>[] {
  const lines = JSON.parse(trace) as [rule: string, zh: string, en: string][];
  return lines.map(([rule, zh, en]) => ({ rule, zh, en }));
}
