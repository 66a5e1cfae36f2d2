import { describe, expect, it } from 'vitest';
import type { TraceLine } from '#core/rules/rulebook.js';
import { passId } from '#core/units/ids.js';
import { lineIds, readTrace, TraceBook } from '#broker/ledger/trace-book.js';
import type { TraceLineRow } from '#broker/storage/schema.js';

const PASS = passId('p-7f3k2');

function traceOf(text: string): TraceLine[] {
  return [
    { rule: 'credential', value: `purchase ${PASS}`, zh: `购物证 ${PASS}`, result: 'passed' },
    { rule: 'quota', value: text, zh: `次数 ${text}`, result: 'decided' },
  ];
}

function linesOf(rows: readonly TraceLineRow[]): ReadonlyMap<string, TraceLineRow> {
  return new Map(rows.map((row) => [row.id, row]));
}

describe('the book of traces', () => {
  it('writes a trace short and reads it back whole', () => {
    const book = new TraceBook();
    const written = book.write(traceOf('1 of 1'), PASS);
    expect(written).toHaveLength(12);
    expect(readTrace(written, linesOf(book.unstored()), PASS)).toEqual(traceOf('1 of 1'));
  });

  it('keeps one line for all passes', () => {
    const book = new TraceBook();
    const other = passId('p-other');
    const trace = traceOf('1 of 1').map((line) => ({
      ...line,
      value: line.value.replace(PASS, other),
      zh: line.zh.replace(PASS, other),
    }));
    expect(book.write(trace, other)).toBe(book.write(traceOf('1 of 1'), PASS));
    expect(book.unstored().map(({ en }) => en)).toEqual(['purchase {pass}', '1 of 1']);
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
    expect(readTrace(written, new Map(), PASS)).toEqual(traceOf('one more'));
  });
});
