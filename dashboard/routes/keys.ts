import Type from 'typebox';
import type { Keys } from '#core/api/central.js';
import { KeyIdSchema, NewKeySchema, SigningKeySchema, SigningKeysSchema } from '#core/api/keys.js';
import { ADMINISTRATORS, EVERY_ROLE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App } from '../http.js';
import { strict } from '../strict.js';

const tags = ['keys'];

export function keyRoutes(api: App, keys: Keys): void {
  const list = {
    schema: {
      tags,
      summary: 'The keys that sign passes, the newest first, with their public halves',
      response: { 200: SigningKeysSchema, ...FAULTS },
    },
    config: { access: EVERY_ROLE },
  } as const;
  api.get('/keys', list, async () => ({ items: [...(await keys.list())], next: null }));

  const rotate = {
    schema: {
      tags,
      summary: 'Rotation: a new key signs from now on; passes of the keys before stay valid for the overlap',
      body: strict(NewKeySchema),
      response: { 201: SigningKeySchema, ...FAULTS },
    },
    config: { access: ADMINISTRATORS },
  } as const;
  api.post('/keys', rotate, async (request, reply) => {
    return reply.status(201).send(await keys.rotate(request.body));
  });

  const revoke = {
    schema: {
      tags,
      summary:
        'Revokes a key: QR passes it has signed are refused as revoked, and a new key signs if it was the one',
      params: Type.Object({ key: KeyIdSchema }),
      response: { 200: SigningKeySchema, ...FAULTS },
    },
    config: { access: ADMINISTRATORS },
  } as const;
  api.post('/keys/:key/revoke', revoke, (request) => keys.revoke(request.params.key));
}
