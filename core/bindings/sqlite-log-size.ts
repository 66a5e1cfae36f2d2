import { open } from 'node:fs/promises';

/** Where the index of the log says how many frames are in use (sqlite.org/walformat.html, section 2.2, `mxFrame`). */
const FRAMES_AT = 16;
/** Where it says how large a page is (`szPage`); 1 stands for 65,536. */
const PAGE_SIZE_AT = 14;
const HEADER_BYTES = 20;
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
  // Numbers stand there as the processor keeps them; all that Node runs on but IBM Z keep them like this.
  const frames = header.readUInt32LE(FRAMES_AT);
  const pageSize = header.readUInt16LE(PAGE_SIZE_AT);
  return frames * ((pageSize === 1 ? LARGEST_PAGE : pageSize) + FRAME_HEADER_BYTES);
}

async function headerOfIndex(path: string): Promise<Buffer | null> {
  const file = await open(`${path}-shm`);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return bytesRead === HEADER_BYTES ? buffer : null;
  } finally {
    await file.close();
  }
}
