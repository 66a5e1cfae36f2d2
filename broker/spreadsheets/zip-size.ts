import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

/** Signatures and lengths of the ZIP format (PKWARE APPNOTE 4.3.7, 4.3.12 and 4.3.16). */
const END_SIGNATURE = 0x06054b50;
const END_LENGTH = 22;
const MAX_COMMENT = 0xffff;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_LENGTH = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_LENGTH = 30;
/** What may follow the data of an entry: its sizes once more, at most this long. */
const MAX_DESCRIPTOR = 24;
/** Flag of a header: the sizes follow the data. */
const SIZES_LATER = 8;
const UNKNOWN = -1;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly from: number;
  /** Behind the data. */
  readonly to: number;
  readonly method: number;
  readonly data: Uint8Array;
}

const inflate = promisify(inflateRaw);

/**
 * How many bytes the files of a ZIP archive really unpack to, or `limit` and more when it is too much; null when it is no
 * plain archive. What the archive says of its sizes is not believed, and nothing may lie hidden between its entries: a
 * reader that goes through the file from the front has to find the same.
 */
export async function unpackedSize(bytes: Uint8Array, limit: number): Promise<number | null> {
  const entries = entriesOf(bytes);
  if (entries === null) return null;
  let size = 0;
  for (const { method, data } of entries) {
    const unpacked = method === STORED ? data.length : await inflatedSize(data, limit - size);
    if (unpacked === null) return null;
    size += unpacked;
    if (size >= limit) return size;
  }
  return size;
}

async function inflatedSize(data: Uint8Array, limit: number): Promise<number | null> {
  try {
    return (await inflate(data, { maxOutputLength: limit })).length;
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return isTooLarge ? limit : null;
  }
}

/** The entries in their order, when they fill the archive without a gap. */
function entriesOf(bytes: Uint8Array): readonly Entry[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const end = endOf(view);
    if (end === null) return null;
    const count = view.getUint16(end + 10, true);
    const directory = view.getUint32(end + 16, true);
    const entries: Entry[] = [];
    for (let at = directory, entry = 0; entry < count; entry += 1) {
      if (view.getUint32(at, true) !== ENTRY_SIGNATURE) return null;
      entries.push(entryAt(view, at));
      at += ENTRY_LENGTH + [28, 30, 32].reduce((sum, field) => sum + view.getUint16(at + field, true), 0);
    }
    entries.sort((one, other) => one.from - other.from);
    return entries.every(isReadable) && isGapless(entries, directory) ? entries : null;
  } catch (error) {
    // A place outside of the file.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function entryAt(view: DataView, at: number): Entry {
  const from = view.getUint32(at + 42, true);
  const length = view.getUint32(at + 20, true);
  const start = from + LOCAL_LENGTH + view.getUint16(from + 26, true) + view.getUint16(from + 28, true);
  const data = new Uint8Array(view.buffer, view.byteOffset + start, length);
  const method = isTrue(view, { from, length }) ? view.getUint16(at + 10, true) : UNKNOWN;
  return { from, to: start + length, method, data };
}

/** Whether the header before the data says what the directory says, or leaves it to the end of the data. */
function isTrue(view: DataView, { from, length }: { from: number; length: number }): boolean {
  const isLater = (view.getUint16(from + 6, true) & SIZES_LATER) !== 0;
  const said = view.getUint32(from + 18, true);
  return view.getUint32(from, true) === LOCAL_SIGNATURE && (said === length || isLater);
}

function isReadable({ method }: Entry): boolean {
  return method === STORED || method === DEFLATED;
}

function isGapless(entries: readonly Entry[], directory: number): boolean {
  const starts = [...entries.slice(1).map(({ from }) => from), directory];
  const gaps = entries.map(({ to }, at) => (starts[at] ?? 0) - to);
  return entries[0]?.from === 0 && gaps.every((gap) => gap >= 0 && gap <= MAX_DESCRIPTOR);
}

/** Where the end record begins: the archive may be followed by a comment. */
function endOf(view: DataView): number | null {
  const last = view.byteLength - END_LENGTH;
  for (let at = last; at >= 0 && at >= last - MAX_COMMENT; at -= 1) {
    if (view.getUint32(at, true) === END_SIGNATURE) return at;
  }
  return null;
}
