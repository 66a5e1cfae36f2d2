import { EntryExportQuerySchema, HouseholdExportQuerySchema } from '#core/api/exports.js';
import type { Exports } from '#core/api/central.js';
import { COMMUNITY_OFFICE, EVERY_ROLE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import { FILE_ANSWER, sendFile } from '../file-answer.js';
import type { App } from '../http.js';
import { strict } from '../strict.js';
import { sessionOf } from './session.js';

const tags = ['exports'];
const response = { 200: FILE_ANSWER, ...FAULTS } as const;

export function exportRoutes(api: App, exports: Exports): void {
  const households = {
    schema: {
      tags,
      summary:
        'Households and residents as CSV, XLSX or JSON lines; masked, unless full is asked for with a reason',
      querystring: strict(HouseholdExportQuerySchema),
      response,
    },
    config: { access: COMMUNITY_OFFICE },
  } as const;
  api.get('/exports/households', households, async (request, reply) =>
    sendFile(reply, await exports.households(request.query, sessionOf(request).user)),
  );

  const entries = {
    schema: {
      tags,
      summary: 'The entries of a compound as CSV, XLSX or JSON lines, newest first',
      querystring: strict(EntryExportQuerySchema),
      response,
    },
    config: { access: EVERY_ROLE },
  } as const;
  api.get('/exports/entries', entries, async (request, reply) =>
    sendFile(reply, await exports.entries(request.query, sessionOf(request).user)),
  );
}
