import { describe, expect, it } from 'vitest';
import { printRequest } from '#cli/commands/pass-print.js';
import { expectGateError } from '../../support/assert-gate-error.js';

const PLAIN = { compound: 'garden', template: 'card', out: 'passes.pdf' };

describe('gatehouse pass print', () => {
  it('asks the service for what the options say', () => {
    expect(printRequest({ ...PLAIN, building: '3' })).toEqual({
      compound: 'garden',
      building: '3',
      template: 'card',
    });
    expect(
      printRequest({
        ...PLAIN,
        pass: ['p-1', 'p-2'],
        template: 'label',
        single: true,
        startAt: '7',
        offset: '0.5,-1.25',
        printer: 'office',
        names: true,
        signatures: true,
      }),
    ).toEqual({
      compound: 'garden',
      passes: ['p-1', 'p-2'],
      template: 'label',
      single: true,
      startAt: 7,
      offset: { x: 0.5, y: -1.25 },
      printer: 'office',
      names: true,
      signatures: true,
    });
  });

  it.each(['1', '1;2', '1,', ',1', 'a,b', '1,2,3', '1e3,0', '--1,0', ''])(
    'refuses the offset %j and says what is expected',
    async (offset) => {
      const error = await expectGateError(() => printRequest({ ...PLAIN, offset }), 'number-invalid');
      expect(error.message).toContain('such as 0.5,-1');
    },
  );

  it('refuses places and ids that cannot be', async () => {
    await expectGateError(() => printRequest({ ...PLAIN, startAt: '0' }), 'number-invalid');
    await expectGateError(() => printRequest({ ...PLAIN, compound: 'The Garden' }), 'id-invalid');
    await expectGateError(() => printRequest({ ...PLAIN, pass: ['p 1'] }), 'id-invalid');
  });
});
