import Type from 'typebox';
import { CompoundSchema } from '#core/api/register.js';
import { GateError } from '#core/errors/gate-error.js';
import { ZonedCalendar } from '#core/units/calendar-day.js';
import type { CompoundId } from '#core/units/ids.js';
import { demand, valueChecker } from '#core/wire/parse-message.js';
import type { ApiClient } from './api-client.js';

const ListSchema = Type.Object({ items: Type.Array(CompoundSchema) });

/** The calendar on the wall of a compound. @throws GateError `not-found` (compound), what `ApiClient.send` throws */
export async function compoundCalendar(api: ApiClient, compound: CompoundId): Promise<ZonedCalendar> {
  const path = '/compounds';
  const { items } = demand(
    valueChecker(ListSchema)(await api.send({ method: 'GET', path })),
    'compounds',
    path,
  );
  const found = items.find(({ id }) => id === compound);
  if (found === undefined) throw new GateError('not-found', { kind: 'compound', id: compound });
  return new ZonedCalendar(found.timezone);
}
