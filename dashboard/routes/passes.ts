import Type from 'typebox';
import type { Passes } from '#core/api/central.js';
import { IssuedPassSchema, NewPassSchema } from '#core/api/register.js';
import { PassIdSchema } from '#core/wire/parts.js';
import { COMMUNITY_OFFICE, EVERY_ROLE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App } from '../http.js';
import { strict } from '../strict.js';

const tags = ['passes'];

export function passRoutes(api: App, passes: Passes): void {
  const issue = {
    schema: {
      tags,
      summary: 'New pass; answers its id, the text of its QR and its printed code',
      body: strict(NewPassSchema),
      response: { 201: IssuedPassSchema, ...FAULTS },
    },
    config: { access: COMMUNITY_OFFICE },
  } as const;
  api.post('/passes', issue, async (request, reply) => {
    const issued = await passes.issue(request.body);
    return reply.status(201).send(issued);
  });

  const revoke = {
    schema: {
      tags,
      summary: 'Revokes the pass at every gate',
      params: Type.Object({ pass: PassIdSchema }),
      response: { 204: Type.Null(), ...FAULTS },
    },
    config: { access: EVERY_ROLE },
  } as const;
  api.post('/passes/:pass/revoke', revoke, async (request, reply) => {
    await passes.revoke(request.params.pass);
    return reply.status(204).send(null);
  });
}
