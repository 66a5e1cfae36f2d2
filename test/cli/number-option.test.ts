import { describe, expect, it } from 'vitest';
import { parseWhole } from '#cli/number-option.js';
import { expectGateError } from '../support/assert-gate-error.js';

describe('a whole number on the command line', () => {
  const range = { name: '--gates', from: 1, to: 12 };

  it.each(['1', '12'])('takes %s', (text) => {
    expect(parseWhole(text, range)).toBe(Number(text));
  });

  it.each(['0', '13', '-1', '1.5', '1e1', '', ' 1', '٣'])(
    'refuses %j and says what is expected',
    async (text) => {
      const error = await expectGateError(() => parseWhole(text, range), 'number-invalid');
      expect(error.message).toContain('--gates');
      expect(error.message).toContain('from 1 to 12');
    },
  );
});
