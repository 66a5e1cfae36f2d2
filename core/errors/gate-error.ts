import { ERROR_CODES, type ErrorCode } from './codes.js';

export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

/**
 * The one error family of Gatehouse. `code` is stable and documented in `docs/errors.md`; the message says what is
 * wrong and what to do, with `{name}` filled in from the details.
 */
export class GateError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(filled(ERROR_CODES[code].message, details), options);
    this.name = 'GateError';
    this.code = code;
    this.details = details;
  }

  get exitCode(): number {
    return ERROR_CODES[this.code].exitCode;
  }

  get httpStatus(): number {
    return ERROR_CODES[this.code].httpStatus;
  }
}

/** Whether the error, or one in its chain of causes, has the code. */
export function hasCode(error: unknown, code: ErrorCode): boolean {
  if (error instanceof GateError && error.code === code) return true;
  return error instanceof Error && error.cause !== undefined && hasCode(error.cause, code);
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function filled(template: string, details: ErrorDetails): string {
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = details[name];
    return value === undefined ? whole : printable(String(value));
  });
}

/** Escapes control characters so that foreign text can not forge a line of a log or a terminal. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) => {
    return `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}
