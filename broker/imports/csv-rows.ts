import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import type { Separator } from '#core/register-file/separator.js';

export interface CsvRow {
  /** The line of the file on which the row ends. */
  readonly line: number;
  readonly cells: readonly string[];
}

interface CsvSource {
  readonly file: string;
  readonly separator: Separator;
  readonly pieces: Iterable<string>;
}

/** No row of a register is longer; a quotation mark that is never closed would otherwise swallow the whole file. */
const MAX_ROW = 64 * 1024;

/**
 * The rows of a CSV, one after the other, empty ones too. A quotation mark inside a cell is taken as it is.
 * @throws GateError `file-unreadable`
 */
export async function* csvRows({ file, separator, pieces }: CsvSource): AsyncGenerator<CsvRow> {
  const source = Readable.from(pieces, { objectMode: false });
  const parser = parse({
    delimiter: separator,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: MAX_ROW,
    info: true,
  });
  source.pipe(parser);
  try {
    for await (const row of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      yield { line: row.info.lines, cells: row.record };
    }
  } catch (cause) {
    throw new GateError('file-unreadable', { file, problem: messageOf(cause) }, { cause });
  } finally {
    source.destroy();
    parser.destroy();
  }
}
