import Type from 'typebox';
import {
  ExceptionOrderSchema,
  ExceptionQuerySchema,
  ListedExceptionSchema,
  type Exceptions,
} from '#core/api/exceptions.js';
import { pageOf } from '#core/api/paging.js';
import { ID_PATTERN } from '#core/units/ids.js';
import { COMMAND_ROOM, EVERY_ROLE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App } from '../http.js';
import { pageAnswer } from '../page-answer.js';
import { strict } from '../strict.js';
import { sessionOf } from './session.js';

const tags = ['exceptions'];

export function exceptionRoutes(api: App, exceptions: Exceptions): void {
  const list = {
    schema: {
      tags,
      summary: 'One-off exceptions of a compound or household, the newest first, with what became of them',
      querystring: strict(ExceptionQuerySchema),
      response: { 200: pageOf(ListedExceptionSchema), ...FAULTS },
    },
    config: { access: EVERY_ROLE },
  } as const;
  api.get('/exceptions', list, async ({ query }) => pageAnswer(await exceptions.list(query)));

  const grant = {
    schema: {
      tags,
      summary: 'Lets a household out once, in the name of who asks',
      body: strict(ExceptionOrderSchema),
      response: { 201: ListedExceptionSchema, ...FAULTS },
    },
    config: { access: COMMAND_ROOM },
  } as const;
  api.post('/exceptions', grant, async (request, reply) => {
    const granted = await exceptions.grant(request.body, sessionOf(request).user);
    return reply.status(201).send(granted);
  });

  const withdraw = {
    schema: {
      tags,
      summary: 'Withdraws an exception that has not been used',
      params: Type.Object({ exception: Type.String({ pattern: ID_PATTERN }) }),
      response: { 200: ListedExceptionSchema, ...FAULTS },
    },
    config: { access: COMMAND_ROOM },
  } as const;
  api.post('/exceptions/:exception/withdraw', withdraw, (request) =>
    exceptions.withdraw(request.params.exception, sessionOf(request).user),
  );
}
