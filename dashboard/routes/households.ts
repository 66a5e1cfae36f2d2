import Type from 'typebox';
import type { Households } from '#core/api/central.js';
import { pageOf } from '#core/api/paging.js';
import { HouseholdBodySchema, HouseholdQuerySchema, HouseholdSchema } from '#core/api/register.js';
import { CompoundIdSchema, HouseholdIdSchema } from '#core/wire/parts.js';
import { COMMUNITY_OFFICE, EVERY_ROLE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App } from '../http.js';
import { pageAnswer } from '../page-answer.js';
import { strict } from '../strict.js';

const tags = ['households'];
const params = Type.Object({ compound: CompoundIdSchema, household: HouseholdIdSchema });
const response = { 200: HouseholdSchema, ...FAULTS } as const;
const path = '/compounds/:compound/households/:household';

export function householdRoutes(api: App, households: Households): void {
  const list = {
    schema: {
      tags,
      summary: 'Households of a compound; q looks for a part of the id or of a name',
      querystring: strict(HouseholdQuerySchema),
      response: { 200: pageOf(HouseholdSchema), ...FAULTS },
    },
    config: { access: EVERY_ROLE },
  } as const;
  api.get('/households', list, async (request) => pageAnswer(await households.list(request.query)));

  const get = {
    schema: { tags, summary: 'Members, passes, outings, next allowed outing', params, response },
    config: { access: EVERY_ROLE },
  } as const;
  api.get(path, get, ({ params: { compound, household } }) => households.get(compound, household));

  const put = {
    schema: {
      tags,
      summary: 'Adds the household, or replaces its residents',
      params,
      body: strict(HouseholdBodySchema),
      response,
    },
    config: { access: COMMUNITY_OFFICE },
  } as const;
  api.put(path, put, ({ params: { compound, household }, body }) =>
    households.put(compound, household, body),
  );
}
