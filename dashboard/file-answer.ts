import { Readable } from 'node:stream';
import Type from 'typebox';
import type { OutgoingFile } from '#core/api/exports.js';
import type { Reply } from './http.js';

/** A file, for the description of routes. */
export const FILE_ANSWER = Type.Unsafe<unknown>({ type: 'string', format: 'binary', description: 'a file' });

/** Streams a file under its name; what is read from the database goes out while more is read. */
export async function sendFile(reply: Reply, file: OutgoingFile): Promise<Reply> {
  const ascii = file.name.replaceAll(/[^\w.-]/g, '_');
  const named = `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(file.name)}`;
  return reply
    .header('content-type', file.contentType)
    .header('content-disposition', named)
    .send(Readable.from(file.content, { objectMode: false }));
}
