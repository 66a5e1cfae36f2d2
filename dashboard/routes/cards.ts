import Type from 'typebox';
import type { Cards } from '#core/api/central.js';
import {
  BoundCardSchema,
  BoundCardsSchema,
  CardPathSchema,
  NewCardSchema,
  type BoundCard,
} from '#core/api/cards.js';
import { PassIdSchema } from '#core/wire/parts.js';
import { COMMUNITY_OFFICE, EVERY_ROLE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App } from '../http.js';
import { strict } from '../strict.js';
import { sessionOf } from './session.js';

const tags = ['passes'];
const params = Type.Object({ pass: PassIdSchema });

export function cardRoutes(api: App, cards: Cards): void {
  const list = {
    schema: {
      tags,
      summary: 'The cards that stand for a pass',
      params,
      response: { 200: BoundCardsSchema, ...FAULTS },
    },
    config: { access: EVERY_ROLE },
  } as const;
  api.get('/passes/:pass/cards', list, async (request) => listOf(await cards.of(request.params.pass)));

  const bind = {
    schema: {
      tags,
      summary: 'Binds a card to the pass: from the next entry on it stands for the pass at every reader',
      params,
      body: strict(NewCardSchema),
      response: { 201: BoundCardSchema, ...FAULTS },
    },
    config: { access: COMMUNITY_OFFICE },
  } as const;
  api.post('/passes/:pass/cards', bind, async (request, reply) => {
    const { user } = sessionOf(request);
    return reply.status(201).send(await cards.bind(request.params.pass, request.body.card, user));
  });

  const unbind = {
    schema: {
      tags,
      summary: 'Takes a card away from the pass: a lost one, or one that somebody else shall have',
      params: CardPathSchema,
      response: { 204: Type.Null(), ...FAULTS },
    },
    config: { access: EVERY_ROLE },
  } as const;
  api.delete('/passes/:pass/cards/:card', unbind, async (request, reply) => {
    await cards.unbind(request.params.pass, request.params.card);
    return reply.status(204).send(null);
  });
}

function listOf(items: readonly BoundCard[]): { items: BoundCard[]; next: null } {
  return { items: [...items], next: null };
}
