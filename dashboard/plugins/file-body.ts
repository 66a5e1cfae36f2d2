import { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import Type from 'typebox';
import { IMPORT_FILE_LIMIT } from '#core/api/imports.js';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import type { App, Request } from '../http.js';

const RAW_TYPES = [
  'text/csv',
  'text/plain',
  'text/tab-separated-values',
  'application/octet-stream',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
];
const FORM_TYPE = 'multipart/form-data';
const MIB = 1024 * 1024;
/** What is too large is read to its end before it is refused, so that the sender hears why; but not for ever. */
const PATIENCE = 5 * IMPORT_FILE_LIMIT;

const binary = Type.Unsafe<unknown>({ description: 'the bytes of the file' });

/** The body of a route that takes files, for its description: its check is `receivedFile`. */
export const FILE_BODY = {
  content: {
    ...Object.fromEntries(RAW_TYPES.map((type) => [type, { schema: binary }])),
    [FORM_TYPE]: { schema: Type.Unsafe<unknown>({ description: 'a form with one file' }) },
  },
} as const;

export interface ReceivedFile {
  readonly name: string | null;
  readonly bytes: Uint8Array;
}

/** Whether a content type is that of a file; the header is compared as a whole, as `acceptOnlyJson` does. */
export function isFileType(type: string): boolean {
  return FILE_TYPE.test(type);
}

const FILE_TYPE = new RegExp(
  `^(?:(?:${RAW_TYPES.map((type) => type.replaceAll(/[.+]/g, String.raw`\$&`)).join('|')})(?:; ?charset=[\\w-]+)?|${FORM_TYPE}; ?boundary="?[\\w'()+,./:=? -]{1,70}"?)$`,
  'i',
);

/** Lets the routes of a scope take files, as a body of their own or in a form. */
export async function acceptFiles(scope: App): Promise<void> {
  await scope.register(multipart, {
    throwFileSizeLimit: false,
    limits: { fileSize: IMPORT_FILE_LIMIT, files: 1, fields: 10, fieldSize: 1024, parts: 11 },
  });
  scope.addContentTypeParser(RAW_TYPES, (_request, payload, done) => {
    done(null, payload);
  });
}

/** The file of a request. @throws GateError `file-too-large`, `request-invalid` */
export async function receivedFile(request: Request): Promise<ReceivedFile> {
  const file = request.isMultipart() ? await fromForm(request) : await fromBody(request.body);
  if (file.bytes.length === 0) throw new GateError('request-invalid', { problem: 'the file is empty' });
  return file;
}

async function fromForm(request: Request): Promise<ReceivedFile> {
  const part = await undamaged(request.file());
  if (part === undefined) throw new GateError('request-invalid', { problem: 'the form has no file' });
  const bytes = await undamaged(part.toBuffer());
  if (part.file.truncated) throw tooLarge();
  return { name: part.filename === '' ? null : part.filename, bytes };
}

/** What the reader of forms throws is about the form, whatever it calls it. */
async function undamaged<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const problem = `the form cannot be read: ${messageOf(cause)}`.slice(0, 200);
    throw new GateError('request-invalid', { problem }, { cause });
  }
}

async function fromBody(body: unknown): Promise<ReceivedFile> {
  if (!(body instanceof Readable)) return { name: null, bytes: Buffer.alloc(0) };
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= IMPORT_FILE_LIMIT) chunks.push(chunk);
    else if (size > PATIENCE) break;
  }
  if (size > IMPORT_FILE_LIMIT) throw tooLarge();
  return { name: null, bytes: Buffer.concat(chunks) };
}

function tooLarge(): GateError {
  return new GateError('file-too-large', { limit: IMPORT_FILE_LIMIT / MIB });
}
