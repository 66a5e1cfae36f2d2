import Type from 'typebox';
import { TrialOrderSchema, TrialReportSchema, type Policies } from '#core/api/policies.js';
import { CompoundIdSchema } from '#core/wire/parts.js';
import { COMMAND_ROOM } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App } from '../http.js';
import { strict } from '../strict.js';

export function policyTrialRoutes(api: App, policies: Pick<Policies, 'trial'>): void {
  const trial = {
    schema: {
      tags: ['compounds'],
      summary:
        'Replays the last days of the ledger with a draft policy and tells what would change; changes nothing',
      params: Type.Object({ compound: CompoundIdSchema }),
      body: strict(TrialOrderSchema),
      response: { 200: TrialReportSchema, ...FAULTS },
    },
    config: { access: COMMAND_ROOM },
  } as const;
  api.post('/compounds/:compound/policy/trial', trial, (request) =>
    policies.trial(request.params.compound, request.body),
  );
}
