import Type from 'typebox';
import type { Central } from '#core/api/central.js';
import { pageOf } from '#core/api/paging.js';
import { SuspectThermometerSchema } from '#core/api/thermometers.js';
import { CompoundIdSchema } from '#core/wire/parts.js';
import { EVERY_ROLE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App } from '../http.js';
import { wholeList } from '../page-answer.js';
import { strict } from '../strict.js';

export function thermometerRoutes(api: App, thermometers: Central['thermometers']): void {
  const list = {
    schema: {
      tags: ['alarms'],
      summary: 'Thermometers that are suspect now; measure by hand there',
      querystring: strict(Type.Object({ compound: Type.Optional(CompoundIdSchema) })),
      response: { 200: pageOf(SuspectThermometerSchema), ...FAULTS },
    },
    config: { access: EVERY_ROLE },
  } as const;
  api.get('/thermometers', list, async ({ query: { compound } }) => {
    const all = thermometers.list().filter((one) => compound === undefined || one.compound === compound);
    return Promise.resolve(wholeList(all));
  });
}
