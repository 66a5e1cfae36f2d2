import Type from 'typebox';
import { PrintJobSchema, PrintRequestSchema, type PrintDocument, type Printing } from '#core/api/printing.js';
import { COMMUNITY_OFFICE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App } from '../http.js';
import { strict } from '../strict.js';

const tags = ['passes'];
const params = Type.Object({ id: Type.String({ maxLength: 64 }) });
const config = { access: COMMUNITY_OFFICE };

const DESCRIPTION = `The job is queued at once and printed when the ones before it are done: ask for it until its state is \
\`done\` or \`failed\`. Every code of every sheet is read back first; one that cannot be read stops the whole job. The \
documents are kept for an hour.`;

const PDF = Type.Unsafe<Buffer>(Type.String({ format: 'binary' }));

export function printJobRoutes(api: App, printing: Printing): void {
  const start = {
    schema: {
      tags,
      summary: 'Print passes: named ones, or those of a building',
      description: DESCRIPTION,
      body: strict(PrintRequestSchema),
      response: { 202: PrintJobSchema, ...FAULTS },
    },
    config,
  } as const;
  api.post('/print-jobs', start, async (request, reply) => {
    const job = await printing.start(request.body);
    return reply.status(202).send(job);
  });

  const get = {
    schema: { tags, summary: 'How far a print job is', params, response: { 200: PrintJobSchema, ...FAULTS } },
    config,
  } as const;
  api.get('/print-jobs/:id', get, ({ params: { id } }) => printing.get(id));

  documentRoute(api, printing, { document: 'sheets', summary: 'The sheets of a finished print job' });
  documentRoute(api, printing, {
    document: 'signatures',
    summary: 'The signature list of a finished print job',
  });
}

interface DocumentRoute {
  readonly document: PrintDocument;
  readonly summary: string;
}

function documentRoute(api: App, printing: Printing, { document, summary }: DocumentRoute): void {
  const get = {
    schema: {
      tags,
      summary,
      params,
      response: { 200: { content: { 'application/pdf': { schema: PDF } } }, ...FAULTS },
    },
    config,
  } as const;
  api.get(`/print-jobs/:id/${document}.pdf`, get, async ({ params: { id } }, reply) => {
    const bytes = await printing.document(id, document);
    return reply
      .headers({
        'content-type': 'application/pdf',
        'content-disposition': `attachment; filename="${document}.pdf"`,
        'cache-control': 'no-store',
      })
      .send(Buffer.from(bytes));
  });
}
