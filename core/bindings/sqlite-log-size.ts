import { open, stat } from 'node:fs/promises';

/** The head of the log's index, up to how many frames are in use (sqlite.org/walformat.html, section 2.2). */
const HEADER_BYTES = 20;
/** Byte 16: `mxFrame`, four bytes. */
const FRAMES_AT = 16 / Uint32Array.BYTES_PER_ELEMENT;
/** Byte 14: `szPage`, two bytes; 1 stands for 65,536. */
const PAGE_SIZE_AT = 14 / Uint16Array.BYTES_PER_ELEMENT;
/** Before each page in the log (section 1). */
const FRAME_HEADER_BYTES = 24;
const LARGEST_PAGE = 65_536;

/**
 * Bytes of a database's write-ahead log that are in use. The size of the file does not tell: it stays when the log begins
 * anew. 0 when there is no log.
 */
export async function bytesOfLog(path: string): Promise<number> {
  const header = await headerOfIndex(path).catch(() => null);
  if (header === null) return 0;
  // Numbers stand there as the processor keeps them, and so do those of typed arrays.
  const frames = new Uint32Array(header)[FRAMES_AT] ?? 0;
  const pageSize = new Uint16Array(header)[PAGE_SIZE_AT] ?? 0;
  return frames * ((pageSize === 1 ? LARGEST_PAGE : pageSize) + FRAME_HEADER_BYTES);
}

/** Bytes that the log takes on the disk, in use or not. 0 when there is no log. */
export async function bytesOfLogFile(path: string): Promise<number> {
  const found = await stat(`${path}-wal`).catch(() => null);
  return found?.size ?? 0;
}

async function headerOfIndex(path: string): Promise<ArrayBuffer | null> {
  const file = await open(`${path}-shm`);
  try {
    const header = new ArrayBuffer(HEADER_BYTES);
    const { bytesRead } = await file.read(new Uint8Array(header), 0, HEADER_BYTES, 0);
    return bytesRead === HEADER_BYTES ? header : null;
  } finally {
    await file.close();
  }
}
