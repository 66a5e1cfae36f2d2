import type Type from 'typebox';
import type { Central } from '#core/api/central.js';
import { EntryRecordSchema } from '#core/api/entries.js';
import {
  ListQuerySchema,
  NextOutingSchema,
  NotSeenOutSchema,
  NotSeenQuerySchema,
  OutsideSchema,
  OverdueSchema,
  SpanQuerySchema,
  TwoGatesSchema,
  WorkerOverridesSchema,
} from '#core/api/lists.js';
import { pageOf } from '#core/api/paging.js';
import { COMMAND_ROOM, EVERY_ROLE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { Access, App } from '../http.js';
import { pageAnswer } from '../page-answer.js';
import { strict } from '../strict.js';

/** Lists of one compound; paged by key. */
export function listRoutes(api: App, lists: Central['lists']): void {
  const outside = route('Who is out now', ListQuerySchema, OutsideSchema);
  api.get('/lists/outside', outside, async ({ query }) => pageAnswer(await lists.outside(query)));

  const overdue = route(
    'Who should be back by now, the longest overdue first',
    ListQuerySchema,
    OverdueSchema,
  );
  api.get('/lists/overdue', overdue, async ({ query }) => pageAnswer(await lists.overdue(query)));

  const next = route('When each household may go out next', ListQuerySchema, NextOutingSchema);
  api.get('/lists/next-outings', next, async ({ query }) => pageAnswer(await lists.nextOutings(query)));

  const notSeen = route(
    'Who was not seen going out for so many days; those who need special care first',
    NotSeenQuerySchema,
    NotSeenOutSchema,
  );
  api.get('/lists/not-seen-out', notSeen, async ({ query }) => pageAnswer(await lists.notSeenOut(query)));

  const conflicts = route(
    'Entries in which two gates let the same household out, newest first',
    ListQuerySchema,
    EntryRecordSchema,
  );
  api.get('/lists/conflicts', conflicts, async ({ query }) => pageAnswer(await lists.conflicts(query)));

  const overrides = {
    ...route('Overrides and voids per duty worker', SpanQuerySchema, WorkerOverridesSchema),
    config: { access: COMMAND_ROOM },
  };
  api.get('/lists/overrides', overrides, async ({ query }) => pageAnswer(await lists.overrides(query)));

  const twoGates = route(
    'Passes presented at two gates, nearer in time than anybody walks; newest first',
    SpanQuerySchema,
    TwoGatesSchema,
  );
  api.get('/lists/passes-at-two-gates', twoGates, async ({ query }) =>
    pageAnswer(await lists.passesAtTwoGates(query)),
  );
}

function route<Query extends Type.TObject, Item extends Type.TSchema>(
  summary: string,
  query: Query,
  item: Item,
) {
  const access: Access = EVERY_ROLE;
  return {
    schema: {
      tags: ['lists'],
      summary,
      querystring: strict(query),
      response: { 200: pageOf(item), ...FAULTS },
    },
    config: { access },
  };
}
