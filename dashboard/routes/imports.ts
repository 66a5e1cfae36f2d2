import Type from 'typebox';
import type { Imports } from '#core/api/central.js';
import {
  ImportChangeSchema,
  ImportChangesQuerySchema,
  ImportCommitSchema,
  ImportSchema,
  ImportUploadQuerySchema,
} from '#core/api/imports.js';
import { pageOf } from '#core/api/paging.js';
import { CompoundIdSchema } from '#core/wire/parts.js';
import { COMMUNITY_OFFICE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import { FILE_ANSWER, sendFile } from '../file-answer.js';
import type { App } from '../http.js';
import { pageAnswer, wholeList } from '../page-answer.js';
import { acceptFiles, FILE_BODY, receivedFile } from '../plugins/file-body.js';
import { strict } from '../strict.js';
import { sessionOf } from './session.js';

const tags = ['imports'];
const config = { access: COMMUNITY_OFFICE } as const;
const params = Type.Object({ id: Type.String({ pattern: '^[0-9a-f-]{36}$' }) });
const response = { 200: ImportSchema, ...FAULTS } as const;

/** The register from files: hand in (a dry run), look at the findings, commit, undo. */
export async function importRoutes(api: App, imports: Imports): Promise<void> {
  await api.register(async (scope: App) => {
    await acceptFiles(scope);
    uploadRoute(scope, imports);
  });
  readRoutes(api, imports);

  const commit = {
    schema: {
      tags,
      summary: 'Takes a checked import over into the register, in one transaction',
      params,
      body: strict(ImportCommitSchema),
      response,
    },
    config,
  } as const;
  api.post('/imports/:id/commit', commit, (request) =>
    imports.commit(request.params.id, request.body, sessionOf(request).user),
  );

  const undo = {
    schema: { tags, summary: 'Gives the register back what the import changed', params, response },
    config,
  } as const;
  api.post('/imports/:id/undo', undo, (request) => imports.undo(request.params.id, sessionOf(request).user));
}

function uploadRoute(scope: App, imports: Imports): void {
  const upload = {
    schema: {
      tags,
      summary: 'Checks a register file, CSV or XLSX, and changes nothing; answers findings and difference',
      querystring: strict(ImportUploadQuerySchema),
      body: FILE_BODY,
      response: { 201: ImportSchema, ...FAULTS },
    },
    config: { ...config, takesFiles: true },
  } as const;
  scope.post('/imports', upload, async (request, reply) => {
    const { wait, name, ...query } = request.query;
    const file = await receivedFile(request);
    const checked = await imports.upload({
      ...query,
      name: name ?? file.name ?? 'upload',
      bytes: file.bytes,
      author: sessionOf(request).user,
      wait: wait !== 'false',
    });
    return reply.status(201).send(checked);
  });
}

function readRoutes(api: App, imports: Imports): void {
  const list = {
    schema: {
      tags,
      summary: 'The newest imports of a compound',
      querystring: strict(Type.Object({ compound: CompoundIdSchema })),
      response: { 200: pageOf(ImportSchema), ...FAULTS },
    },
    config,
  } as const;
  api.get('/imports', list, async ({ query }) => wholeList(await imports.list(query.compound)));

  const get = { schema: { tags, summary: 'One import as it stands', params, response }, config } as const;
  api.get('/imports/:id', get, (request) => imports.get(request.params.id));

  const changes = {
    schema: {
      tags,
      summary: 'The residents an import changes, with old and new values',
      params,
      querystring: strict(ImportChangesQuerySchema),
      response: { 200: pageOf(ImportChangeSchema), ...FAULTS },
    },
    config,
  } as const;
  api.get('/imports/:id/changes', changes, async ({ params: { id }, query }) =>
    pageAnswer(await imports.changes(id, query)),
  );

  const rejected = {
    schema: {
      tags,
      summary: 'The rejected rows as a file of the uploaded format, with a column of reasons',
      params,
      response: { 200: FILE_ANSWER, ...FAULTS },
    },
    config,
  } as const;
  api.get('/imports/:id/rejected', rejected, async (request, reply) =>
    sendFile(reply, await imports.rejected(request.params.id)),
  );
}
