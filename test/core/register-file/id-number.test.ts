import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idNumberFault, isOtherDocument, plainIdNumber } from '#core/register-file/id-number.js';
import { anyIdNumber, idNumber } from '../../support/register-people.js';

const TODAY = '20261125';

describe('an identity number', () => {
  it.each(['11010519491231002X', '440524188001010014'])('of the standard is checked: %s', (number) => {
    // The second example of GB 11643 is of a person born in 1880, before the years a register can hold.
    expect(idNumberFault(number, TODAY)).toBe(number.startsWith('44') ? 'id-number-birth-date' : null);
  });

  it.each([
    ['1.10105194912310E+17', 'id-number-scientific'],
    ['1.1E17', 'id-number-scientific'],
    ['110105194912310000', 'id-number-rounded'],
    ['11010519491231002', 'id-number-length'],
    ['110105491231002', 'id-number-length'],
    ['11010519491231002A', 'id-number-form'],
    ['1101O519491231002X', 'id-number-form'],
    ['H12345678', 'id-number-form'],
    ['110105194912310021', 'id-number-check-digit'],
    [idNumber('19490230'), 'id-number-birth-date'],
    [idNumber('20270101'), 'id-number-birth-date'],
    [idNumber('18991231'), 'id-number-birth-date'],
  ])('%s is refused as %s', (number, fault) => {
    expect(idNumberFault(number, TODAY)).toBe(fault);
  });

  it('is accepted when it is well-formed', () => {
    fc.assert(
      fc.property(anyIdNumber, (number) => {
        expect(idNumberFault(number, TODAY)).toBeNull();
      }),
    );
  });

  it('shows every single wrong digit and every swap of two neighbours', () => {
    fc.assert(
      fc.property(anyIdNumber, fc.nat(16), fc.integer({ min: 1, max: 9 }), (number, at, by) => {
        const digit = String((Number(number.charAt(at)) + by) % 10);
        expect(idNumberFault(number.slice(0, at) + digit + number.slice(at + 1), TODAY)).not.toBeNull();
        const [one, two] = [number.charAt(at), number.charAt(at + 1)];
        fc.pre(one !== two);
        expect(idNumberFault(number.slice(0, at) + two + one + number.slice(at + 2), TODAY)).not.toBeNull();
      }),
    );
  });

  it('is seen to be damaged when a spreadsheet has made a number of it', () => {
    fc.assert(
      fc.property(anyIdNumber, (number) => {
        fc.pre(!number.endsWith('000') && !number.endsWith('X'));
        const rounded = `${number.slice(0, 15)}000`;
        const scientific = Number(number).toExponential(5).toUpperCase().replace('+', '+');
        expect(idNumberFault(scientific, TODAY)).toBe('id-number-scientific');
        expect([null, 'id-number-rounded']).toContain(idNumberFault(rounded, TODAY));
      }),
    );
  });

  it('is compared without spaces, hyphens and case', () => {
    expect(plainIdNumber(' 110105 19491231 002x ')).toBe('11010519491231002X');
  });

  it.each([
    ['H12345678', true],
    ['E12345678', true],
    ['AB', false],
    ['PASS PORT', false],
  ])('of another document only has a form: %s', (text, isGood) => {
    expect(isOtherDocument(text)).toBe(isGood);
  });
});
