import { expect, it } from 'vitest';
import { compoundId, gateId, laneId } from '#core/units/ids.js';
import { FIXTURE_TIME } from '../../support/central-fixtures.js';
import { FakeCentral } from '../../support/fake-central.js';
import { as, startTestApp } from '../support/test-app.js';

it('lists the thermometers that are suspect now, of one compound or of all', async () => {
  const central = new FakeCentral();
  const suspect = {
    ...{ compound: compoundId('sunny'), gate: gateId('east'), lane: laneId('a'), device: 'gy-614v3' },
    ...{ causes: ['drift' as const], deviationC: -0.6, since: FIXTURE_TIME },
  };
  central.suspects.push(suspect);
  const { app } = await startTestApp({}, central);
  const listed = async (query: string): Promise<unknown> =>
    (await app.inject({ url: `/api/v1/thermometers${query}`, headers: as('community') })).json();
  expect(await listed('')).toEqual({ items: [suspect], next: null });
  expect(await listed('?compound=sunny')).toEqual({ items: [suspect], next: null });
  expect(await listed('?compound=river')).toEqual({ items: [], next: null });
});
