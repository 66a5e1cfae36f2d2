import Type from 'typebox';
import { AlarmSchema } from '#core/api/alarms.js';
import type { Central } from '#core/api/central.js';
import { pageOf } from '#core/api/paging.js';
import { EVERY_ROLE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App } from '../http.js';
import { wholeList } from '../page-answer.js';
import { strict } from '../strict.js';

export function alarmRoutes(api: App, alarms: Central['alarms']): void {
  const list = {
    schema: {
      tags: ['alarms'],
      summary: 'What needs a human answer',
      querystring: strict(Type.Object({ state: Type.Optional(AlarmSchema.properties.state) })),
      response: { 200: pageOf(AlarmSchema), ...FAULTS },
    },
    config: { access: EVERY_ROLE },
  } as const;
  api.get('/alarms', list, async ({ query: { state } }) => {
    const all = await alarms.list();
    return wholeList(state === undefined ? all : all.filter((alarm) => alarm.state === state));
  });
}
