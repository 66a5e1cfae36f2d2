import { GateError } from '#core/errors/gate-error.js';
import { DAY, HOUR, MINUTE, SECOND, type Milliseconds } from './instant.js';

const unitLength: Readonly<Record<string, Milliseconds>> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY };

/**
 * Reads a span such as `400ms`, `30s`, `15m`, `2h` or `3d`.
 * @throws GateError `duration-invalid` for anything else; a bare number is refused because its unit is a guess.
 */
export function parseDuration(text: string): Milliseconds {
  const parts = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text);
  const length = unitLength[parts?.[2] ?? ''];
  if (parts === null || length === undefined) throw new GateError('duration-invalid', { text });
  return Number(parts[1]) * length;
}
