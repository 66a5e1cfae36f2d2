/** Signatures and offsets of the ZIP format (PKWARE APPNOTE 4.3.12 and 4.3.16). */
const END_SIGNATURE = 0x06054b50;
const END_LENGTH = 22;
const MAX_COMMENT = 0xffff;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_LENGTH = 46;
/** A size or offset that stands in a ZIP64 record: no workbook below 4 GiB needs one. */
const IN_ZIP64 = 0xffffffff;

/** How many bytes the files of a ZIP archive say they unpack to; null when it is none, or one of more than 4 GiB. */
export function unpackedSize(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  if (end === null) return null;
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  let size = 0;
  for (let entry = 0; entry < count; entry += 1) {
    if (at + ENTRY_LENGTH > view.byteLength || view.getUint32(at, true) !== ENTRY_SIGNATURE) return null;
    const unpacked = view.getUint32(at + 24, true);
    if (unpacked === IN_ZIP64) return null;
    size += unpacked;
    const variable = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    at += ENTRY_LENGTH + variable.reduce((sum, length) => sum + length, 0);
  }
  return size;
}

/** Where the end record begins: the archive may be followed by a comment. */
function endOf(view: DataView): number | null {
  const last = view.byteLength - END_LENGTH;
  for (let at = last; at >= 0 && at >= last - MAX_COMMENT; at -= 1) {
    if (view.getUint32(at, true) === END_SIGNATURE) return at;
  }
  return null;
}
