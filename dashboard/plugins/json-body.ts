import { GateError } from '#core/errors/gate-error.js';
import type { App, Request } from '../http.js';
import { isFileType } from './file-body.js';

const JSON_TYPE = /^application\/json(?:; ?charset=utf-8)?$/i;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Only JSON in UTF-8 comes in. The header is compared as a whole, so that an odd one (a tab, trailing garbage) can not
 * slip past the check of the body (CVE-2026-25223, CVE-2026-3419).
 */
export function acceptOnlyJson(app: App): void {
  app.removeAllContentTypeParsers();
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const text = decoded(body);
    if (text === null) done(bodyFault('the body is not UTF-8 text'));
    else if (text === '') done(null, undefined);
    else {
      void parseJson(request, text, (cause, value) => {
        if (cause === null) done(null, value);
        else done(bodyFault('the body is not JSON', { cause }));
      });
    }
  });
  app.addHook('onRequest', (request, _reply, done) => {
    done(hasOddContentType(request) ? new GateError('content-type-unsupported') : undefined);
  });
}

function bodyFault(problem: string, options?: ErrorOptions): GateError {
  return new GateError('request-invalid', { problem }, options);
}

function hasOddContentType(request: Request): boolean {
  // Nobody reads a body here.
  if (request.method === 'GET') return false;
  // Node joins repeated headers, or keeps the first one; the raw list shows a second one.
  const names = request.raw.rawHeaders.filter((_text, at) => at % 2 === 0);
  const count = names.filter((name) => name.toLowerCase() === 'content-type').length;
  const type = request.headers['content-type'];
  const isTaken = request.routeOptions.config.takesFiles === true ? isFileType : isJsonType;
  return count > 1 || (type !== undefined && !isTaken(type));
}

function isJsonType(type: string): boolean {
  return JSON_TYPE.test(type);
}

function decoded(body: string | Buffer): string | null {
  if (typeof body === 'string') return body;
  try {
    return utf8.decode(body);
  } catch {
    return null;
  }
}
