import Type from 'typebox';
import type { Compounds } from '#core/api/central.js';
import { PolicyVersionSchema } from '#core/api/register.js';
import { PolicyRulesSchema } from '#core/policy/policy.js';
import { CompoundIdSchema } from '#core/wire/parts.js';
import { COMMAND_ROOM, EVERY_ROLE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App } from '../http.js';
import { strict } from '../strict.js';
import { sessionOf } from './session.js';

const tags = ['compounds'];
const params = Type.Object({ compound: CompoundIdSchema });
const response = { 200: PolicyVersionSchema, ...FAULTS } as const;

export function policyRoutes(api: App, compounds: Compounds): void {
  const get = {
    schema: { tags, summary: 'The policy in force', params, response },
    config: { access: EVERY_ROLE },
  } as const;
  api.get('/compounds/:compound/policy', get, (request) => compounds.policy(request.params.compound));

  const put = {
    schema: {
      tags,
      summary: 'New policy version, in force at once; the body is the rules alone',
      params,
      body: strict(PolicyRulesSchema),
      response,
    },
    config: { access: COMMAND_ROOM },
  } as const;
  api.put('/compounds/:compound/policy', put, (request) =>
    compounds.setPolicy(request.params.compound, request.body, sessionOf(request).user),
  );
}
