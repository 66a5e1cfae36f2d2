import Type from 'typebox';
import type { Central } from '#core/api/central.js';
import { EndOfEpidemicRequestSchema, RetentionRulesSchema, SignedReportSchema } from '#core/api/retention.js';
import { CompoundIdSchema } from '#core/wire/parts.js';
import { ADMINISTRATORS, EVERY_ROLE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App } from '../http.js';
import { strict } from '../strict.js';
import { sessionOf } from './session.js';

const tags = ['retention'];
const params = Type.Object({ compound: CompoundIdSchema });
const response = { 200: RetentionRulesSchema, ...FAULTS } as const;

export function retentionRoutes(api: App, central: Pick<Central, 'retention' | 'endOfEpidemic'>): void {
  const get = {
    schema: { tags, summary: 'How long personal data is kept', params, response },
    config: { access: EVERY_ROLE },
  } as const;
  api.get('/compounds/:compound/retention', get, (request) => central.retention.get(request.params.compound));

  const put = {
    schema: {
      tags,
      summary: 'New age limits; what is older is erased within an hour',
      params,
      body: strict(RetentionRulesSchema),
      response,
    },
    config: { access: ADMINISTRATORS },
  } as const;
  api.put('/compounds/:compound/retention', put, (request) =>
    central.retention.set(request.params.compound, request.body, sessionOf(request).user),
  );

  const end = {
    schema: {
      tags,
      summary: 'Erases all personal data of compounds for good; answers a signed report of what there was',
      body: strict(EndOfEpidemicRequestSchema),
      response: { 200: SignedReportSchema, ...FAULTS },
    },
    config: { access: ADMINISTRATORS },
  } as const;
  api.post('/end-of-epidemic', end, (request) =>
    central.endOfEpidemic.run(request.body, sessionOf(request).user),
  );
}
