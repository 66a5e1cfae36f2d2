import Type from 'typebox';
import {
  DifferenceQuerySchema,
  LevelOrderSchema,
  ListedPolicySchema,
  PolicyChangeSchema,
  PolicyOrderSchema,
  PolicyReturnSchema,
  PolicyWithdrawalSchema,
  type Policies,
} from '#core/api/policies.js';
import { pageOf } from '#core/api/paging.js';
import { PolicyVersionSchema } from '#core/api/register.js';
import { PolicyRulesSchema } from '#core/policy/policy.js';
import { policyDifference } from '#core/policy/policy-difference.js';
import { CompoundIdSchema } from '#core/wire/parts.js';
import { COMMAND_ROOM, EVERY_ROLE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App, Request } from '../http.js';
import { wholeList } from '../page-answer.js';
import { strict } from '../strict.js';
import { sessionOf } from './session.js';

const tags = ['compounds'];
const params = Type.Object({ compound: CompoundIdSchema });
const response = { 200: PolicyVersionSchema, ...FAULTS } as const;

/** Reading the policies of a compound. */
export function policyRoutes(api: App, policies: Policies): void {
  const get = {
    schema: { tags, summary: 'The policy in force', params, response },
    config: { access: EVERY_ROLE },
  } as const;
  api.get('/compounds/:compound/policy', get, (request) => policies.inForce(request.params.compound));

  const list = {
    schema: {
      tags,
      summary: 'Every version with author, reason and time of effect, the newest first',
      params,
      response: { 200: pageOf(ListedPolicySchema), ...FAULTS },
    },
    config: { access: EVERY_ROLE },
  } as const;
  api.get('/compounds/:compound/policies', list, async (request) =>
    wholeList(await policies.list(request.params.compound)),
  );

  const difference = {
    schema: {
      tags,
      summary: 'What differs between two versions, in words',
      params,
      querystring: strict(DifferenceQuerySchema),
      response: { 200: pageOf(PolicyChangeSchema), ...FAULTS },
    },
    config: { access: EVERY_ROLE },
  } as const;
  api.get('/compounds/:compound/policy/difference', difference, async (request) => {
    const [before, after] = await policies.pair(request.params.compound, request.query);
    return wholeList(policyDifference(before, after));
  });
  policyChangeRoutes(api, policies);
}

function policyChangeRoutes(api: App, policies: Policies): void {
  const config = { access: COMMAND_ROOM } as const;
  const put = {
    schema: {
      tags,
      summary:
        'New policy version; the body is the rules alone, in force at once unless "effectiveAt" lies ahead',
      params,
      querystring: strict(PolicyOrderSchema),
      body: strict(PolicyRulesSchema),
      response,
    },
    config,
  } as const;
  api.put('/compounds/:compound/policy', put, (request) =>
    policies.set(request.params.compound, request.body, signed(request, request.query)),
  );

  const level = {
    schema: {
      tags,
      summary: 'Another level, at once or from a time on; the other rules stay',
      params,
      body: strict(LevelOrderSchema),
      response,
    },
    config,
  } as const;
  api.post('/compounds/:compound/policy/level', level, (request) =>
    policies.setLevel(request.params.compound, request.body.level, signed(request, request.body)),
  );

  policyReturnRoutes(api, policies);
}

/** Back to what was, and not to what was planned. */
function policyReturnRoutes(api: App, policies: Policies): void {
  const config = { access: COMMAND_ROOM } as const;
  const previous = {
    schema: {
      tags,
      summary: 'One step back: a new version with the rules that counted before',
      params,
      body: strict(PolicyReturnSchema),
      response,
    },
    config,
  } as const;
  api.post('/compounds/:compound/policy/previous', previous, (request) =>
    policies.previous(request.params.compound, signed(request, request.body)),
  );

  const withdraw = {
    schema: {
      tags,
      summary: 'Withdraws a scheduled change by a new version at the same time',
      params,
      body: strict(PolicyWithdrawalSchema),
      response,
    },
    config,
  } as const;
  api.post('/compounds/:compound/policy/withdraw', withdraw, (request) => {
    const { effectiveAt } = request.body;
    return policies.withdraw(request.params.compound, { ...signed(request, request.body), effectiveAt });
  });
}

function signed(
  request: Pick<Request, 'session'>,
  { reason = '', effectiveAt }: { readonly reason?: string; readonly effectiveAt?: number },
): { author: string; reason: string; effectiveAt?: number | undefined } {
  return { author: sessionOf(request).user, reason, effectiveAt };
}
