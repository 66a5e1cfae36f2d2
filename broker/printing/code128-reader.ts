import { CODE128_PATTERNS, CODE128_STOP } from './code128-table.js';

/** A Code 128 as one scan line sees it. */
export interface ReadBars {
  readonly text: string;
  /** Width of the whole symbol in modules. */
  readonly modules: number;
}

type CodeSet = 'A' | 'B' | 'C';

const ELEMENTS = 6;
const MODULES = 11;
const STOP_ELEMENTS = 7;
const STOP_MODULES = 13;
const CHECK_MODULUS = 103;
const STARTS: Readonly<Record<number, CodeSet>> = { 103: 'A', 104: 'B', 105: 'C' };
/** Characters of sets B and A that mean themselves; above them come shifts, functions and changes of the set. */
const LAST_CHARACTER = 95;
const PAIRS = 100;
const TO_SET: Readonly<Record<number, CodeSet>> = { 99: 'C', 100: 'B', 101: 'A' };

/**
 * Reads one line of dots across a Code 128, as a laser scanner does; null when it is none, or its check character does
 * not fit. Made apart from the program that draws the bars, so that a fault of either shows.
 */
export function readCode128(line: Uint8Array): ReadBars | null {
  const widths = elementWidths(line);
  const values = valuesOf(widths);
  if (values === null) return null;
  const [start = -1, ...rest] = values;
  const check = rest.pop();
  const set = STARTS[start];
  const sum = rest.reduce((total, value, index) => total + value * (index + 1), start);
  if (set === undefined || check !== sum % CHECK_MODULUS) return null;
  const text = textOf(rest, set);
  return text === null ? null : { text, modules: values.length * MODULES + STOP_MODULES };
}

/** Widths of bars and spaces in dots, from the first dark edge to the last, with edges placed between the dots. */
function elementWidths(line: Uint8Array): number[] {
  const middle = (Math.min(...line) + Math.max(...line)) / 2;
  const edges: number[] = [];
  for (let at = 1; at < line.length; at += 1) {
    const before = line[at - 1] ?? 0;
    const here = line[at] ?? 0;
    if (before < middle !== here < middle) edges.push(at - 0.5 + (before - middle) / (before - here));
  }
  return edges.slice(1).map((edge, index) => edge - (edges[index] ?? 0));
}

/** The character values with start and check character, without the stop; null when a pattern is none. */
function valuesOf(widths: readonly number[]): number[] | null {
  const end = widths.length - STOP_ELEMENTS;
  if (end < ELEMENTS || end % ELEMENTS !== 0) return null;
  if (patternOf(widths.slice(end), STOP_MODULES) !== CODE128_STOP) return null;
  const values: number[] = [];
  for (let at = 0; at < end; at += ELEMENTS) {
    values.push(CODE128_PATTERNS.indexOf(patternOf(widths.slice(at, at + ELEMENTS), MODULES)));
  }
  return values.includes(-1) ? null : values;
}

function patternOf(widths: readonly number[], modules: number): string {
  const unit = widths.reduce((sum, width) => sum + width, 0) / modules;
  return widths.map((width) => Math.round(width / unit)).join('');
}

/** The text of the data characters; null for functions and shifts, which no pass has. */
function textOf(values: readonly number[], first: CodeSet): string | null {
  let set = first;
  let text = '';
  for (const value of values) {
    const next = value >= (set === 'C' ? PAIRS : TO_SET_FROM) ? TO_SET[value] : undefined;
    if (next !== undefined && next !== set) set = next;
    else if (set === 'C' && value < PAIRS) text += String(value).padStart(2, '0');
    else if (set !== 'C' && value <= LAST_CHARACTER) text += characterOf(value, set);
    else return null;
  }
  return text;
}

const TO_SET_FROM = 99;
const FIRST_PRINTABLE = 32;
const PRINTABLE_IN_A = 64;

/** Set A has control characters where set B has lower case. */
function characterOf(value: number, set: 'A' | 'B'): string {
  const isControl = set === 'A' && value >= PRINTABLE_IN_A;
  return String.fromCharCode(isControl ? value - PRINTABLE_IN_A : value + FIRST_PRINTABLE);
}
