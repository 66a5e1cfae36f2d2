import Type from 'typebox';
import {
  AlarmEventSchema,
  AlarmSchema,
  ResolveSchema,
  ShelveSchema,
  type AlarmOrder,
  type Alarms,
} from '#core/api/alarms.js';
import { pageOf } from '#core/api/paging.js';
import { COMMAND_ROOM, EVERY_ROLE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App } from '../http.js';
import { wholeList } from '../page-answer.js';
import { strict } from '../strict.js';
import { sessionOf } from './session.js';

const tags = ['alarms'];
const params = Type.Object({ alarm: Type.Integer({ minimum: 1 }) });

export function alarmRoutes(api: App, alarms: Alarms): void {
  const list = {
    schema: {
      tags,
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

  const events = {
    schema: {
      tags,
      summary: 'Who did what about an alarm, and when, oldest first',
      params,
      response: { 200: pageOf(AlarmEventSchema), ...FAULTS },
    },
    config: { access: EVERY_ROLE },
  } as const;
  api.get('/alarms/:alarm/events', events, async ({ params: { alarm } }) =>
    wholeList(await alarms.events(alarm)),
  );
  plainSteps(api, alarms);
  stepsWithContent(api, alarms);
}

const response = { 200: AlarmSchema, ...FAULTS } as const;
const config = { access: COMMAND_ROOM } as const;

/** Steps that need no more than who takes them. */
function plainSteps(api: App, alarms: Alarms): void {
  const step = (kind: 'acknowledge' | 'own' | 'unshelve', summary: string): void => {
    api.post(`/alarms/:alarm/${kind}`, { schema: { tags, summary, params, response }, config }, (request) =>
      alarms.act(request.params.alarm, { kind }, sessionOf(request).user),
    );
  };
  step('acknowledge', 'Somebody has read it: it is not escalated any more');
  step('own', 'Takes it over, also from another owner');
  step('unshelve', 'Takes it back before its time is over');
}

function stepsWithContent(api: App, alarms: Alarms): void {
  const resolve = {
    schema: {
      tags,
      summary: 'Ends it with an outcome of the list',
      params,
      body: strict(ResolveSchema),
      response,
    },
    config,
  } as const;
  api.post('/alarms/:alarm/resolve', resolve, (request) => {
    const { outcome, note = '' } = request.body;
    const order: AlarmOrder = { kind: 'resolve', outcome, note };
    return alarms.act(request.params.alarm, order, sessionOf(request).user);
  });

  const shelve = {
    schema: {
      tags,
      summary: 'Puts it aside for minutes or until a time, 8 hours at most; it stays counted',
      params,
      body: strict(ShelveSchema),
      response,
    },
    config,
  } as const;
  api.post('/alarms/:alarm/shelve', shelve, (request) =>
    alarms.act(request.params.alarm, { kind: 'shelve', ...request.body }, sessionOf(request).user),
  );
}
