import { describe, expect, test } from 'vitest';
import { ERROR_CODES, type ErrorCode } from '#core/errors/codes.js';
import { GateError, hasCode, messageOf } from '#core/errors/gate-error.js';

describe('A coded error', () => {
  test('says what is wrong and what to do, filled in from its details', () => {
    const error = new GateError('zone-unknown', { zone: 'Asia/Wuhan' });
    expect(error.message).toBe(
      '"Asia/Wuhan" is not a known time zone: use an IANA name such as Asia/Shanghai',
    );
    expect(error).toMatchObject({ name: 'GateError', code: 'zone-unknown', exitCode: 2, httpStatus: 400 });
  });

  test('leaves a place holder standing whose detail is missing', () => {
    expect(new GateError('not-found', { kind: 'gate' }).message).toBe('there is no gate "{id}"');
  });

  test('can not be made to forge a line of a log or a terminal', () => {
    const nasty = 'a\nb\r\u001b[31m\u202ec\u2028d';
    const { message } = new GateError('not-found', { kind: 'gate', id: nasty });
    expect(message).toBe('there is no gate "a\\u000ab\\u000d\\u001b[31m\\u202ec\\u2028d"');
  });

  test('does not fill in a place holder that a detail brings along', () => {
    const { message } = new GateError('not-found', { kind: '{id}', id: 'x' });
    expect(message).toBe('there is no {id} "x"');
  });

  test('is found through its causes', () => {
    const cause = new GateError('link-down', { address: 'x' });
    const error = new GateError('not-ready', { problem: 'link' }, { cause: new Error('outer', { cause }) });
    expect(hasCode(error, 'link-down')).toBe(true);
    expect(hasCode(error, 'not-ready')).toBe(true);
    expect(hasCode(error, 'not-found')).toBe(false);
    expect(hasCode('text', 'not-found')).toBe(false);
  });

  test('or anything else that was thrown has a message', () => {
    expect(messageOf(new Error('broken'))).toBe('broken');
    expect(messageOf('text')).toBe('text');
    expect(messageOf(null)).toBe('null');
  });
});

describe('The table of error codes', () => {
  const codes = Object.keys(ERROR_CODES) as ErrorCode[];

  test.each(codes)('%s has a readable name, a sentence, a status and an exit code', (code) => {
    const { message, httpStatus, exitCode } = ERROR_CODES[code];
    expect(code).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(message).toMatch(/^["{\p{Ll}]/u);
    expect(message).not.toMatch(/[.!]$/);
    expect(httpStatus).toBeGreaterThanOrEqual(400);
    expect(httpStatus).toBeLessThan(600);
    expect([1, 2, 3, 4]).toContain(exitCode);
  });
});
