import { describe, expect, it } from 'vitest';
import { traceLines, type Trace } from '#core/rules/trace.js';
import { phrase, words, type Words } from '#core/rules/words.js';
import { passId } from '#core/units/ids.js';
import { lineIds, readTrace, TraceBook } from '#broker/ledger/trace-book.js';
import type { TraceLineRow } from '#broker/storage/schema.js';

const PASS = passId('p-7f3k2');
const RULES = [{ name: 'credential' }, { name: 'quota' }];

function saying(last: Words): Trace {
  return { rules: RULES, said: [words('购物证 {pass}', 'purchase {pass}'), last] };
}

function traceOf(text: string): Trace {
  return saying(words(`次数 ${text}`, text));
}

function linesOf(rows: readonly TraceLineRow[]): ReadonlyMap<string, TraceLineRow> {
  return new Map(rows.map((row) => [row.id, row]));
}

describe('the book of traces', () => {
  it('writes a trace short and reads it back whole', () => {
    const book = new TraceBook();
    const written = book.write(traceOf('1 of 1'), PASS);
    expect(written).toHaveLength(12);
    expect(readTrace(written, linesOf(book.unstored()), PASS)).toEqual(traceLines(traceOf('1 of 1'), PASS));
  });

  it('keeps one line for all passes', () => {
    const book = new TraceBook();
    const other = passId('p-other');
    const written = book.write(traceOf('1 of 1'), PASS);
    expect(book.write(traceOf('1 of 1'), other)).toBe(written);
    const [line] = readTrace(written, linesOf(book.unstored()), other);
    expect([line?.value, line?.zh]).toEqual(['purchase p-other', '购物证 p-other']);
    expect(book.unstored().map(({ en }) => en)).toEqual(['purchase {pass}', '1 of 1']);
  });

  it('reads a phrase once, and knows it again by its values', () => {
    const book = new TraceBook();
    let read = 0;
    const counted = phrase(([used, limit]: readonly [number, number]) => {
      read += 1;
      return words(`${limit} 次中 ${used} 次`, `${used} of ${limit}`);
    });
    const first = book.write(saying(counted([1, 2])), PASS);
    const readOnce = read;
    expect(book.write(saying(counted([1, 2])), PASS)).toBe(first);
    expect(read).toBe(readOnce);
    expect(book.write(saying(counted([2, 2])), PASS)).not.toBe(first);
    expect(book.write(saying(counted([1, 3])), PASS)).not.toBe(first);
    expect(book.write(saying(words('2 次中 1 次', '1 of 2')), PASS)).toBe(first);
    expect(book.unstored().map(({ en }) => en)).toEqual(['purchase {pass}', '1 of 2', '2 of 2', '1 of 3']);
  });

  it('tells the same words of two rules apart', () => {
    const book = new TraceBook();
    const none = phrase(() => words('无', 'none'));
    const [one, other] = lineIds(book.write({ rules: RULES, said: [none([]), none([])] }, null));
    expect(one).not.toBe(other);
  });

  it('names lines the same in every service', () => {
    expect(new TraceBook().write(traceOf('x'), PASS)).toBe(new TraceBook().write(traceOf('x'), PASS));
  });

  it('offers a line until it was stored', () => {
    const book = new TraceBook();
    book.write(traceOf('a'), PASS);
    const first = book.unstored();
    book.write(traceOf('b'), PASS);
    book.stored(first);
    expect(book.unstored().map(({ en }) => en)).toEqual(['b']);
  });

  it('writes a trace in full once it knows thousands of lines', () => {
    const book = new TraceBook();
    for (let index = 0; index < 5_000; index += 1) book.write(traceOf(`line ${index}`), PASS);
    const written = book.write(traceOf('one more'), PASS);
    expect(lineIds(written)).toEqual([]);
    expect(written).toContain(PASS);
    expect(readTrace(written, new Map(), PASS)).toEqual(traceLines(traceOf('one more'), PASS));
  });
});
