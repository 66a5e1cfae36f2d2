import type { LogFields, Logger } from '#core/ports/logger.js';

interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: LogFields;
  readonly message: string;
}

/** Keeps every line, with the fields of its children, for a test to read. */
export class RecordingLogger implements Logger {
  readonly lines: LogLine[];
  readonly #fields: LogFields;

  constructor(lines: LogLine[] = [], fields: LogFields = {}) {
    this.lines = lines;
    this.#fields = fields;
  }

  debug = (fields: LogFields, message: string): void => this.#keep('debug', fields, message);
  info = (fields: LogFields, message: string): void => this.#keep('info', fields, message);
  warn = (fields: LogFields, message: string): void => this.#keep('warn', fields, message);
  error = (fields: LogFields, message: string): void => this.#keep('error', fields, message);

  child(fields: LogFields): Logger {
    return new RecordingLogger(this.lines, { ...this.#fields, ...fields });
  }

  /** The sentences of one level, in order. */
  said(level: LogLine['level']): string[] {
    return this.lines.filter((line) => line.level === level).map(({ message }) => message);
  }

  #keep(level: LogLine['level'], fields: LogFields, message: string): void {
    this.lines.push({ level, fields: { ...this.#fields, ...fields }, message });
  }
}
