import Type from 'typebox';
import type { Residents, Seals } from '#core/api/central.js';
import {
  CareSchema,
  ContactSchema,
  IsolationChangeSchema,
  ResidentDetailSchema,
  SealChangeSchema,
  SealSchema,
} from '#core/api/residents.js';
import { ResidentSchema } from '#core/api/register.js';
import { CompoundIdSchema, HouseholdIdSchema } from '#core/wire/parts.js';
import { COMMAND_ROOM, COMMUNITY_OFFICE, EVERY_ROLE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App } from '../http.js';
import { strict } from '../strict.js';
import { sessionOf } from './session.js';

const tags = ['households'];
const ofHousehold = Type.Object({ compound: CompoundIdSchema, household: HouseholdIdSchema });
const ofResident = Type.Object({
  ...ofHousehold.properties,
  resident: ResidentSchema.properties.id,
});
const household = '/compounds/:compound/households/:household';
const resident = `${household}/residents/:resident`;
const response = { 200: ResidentDetailSchema, ...FAULTS } as const;

/** Single residents: contact, special care, isolation. */
export function residentRoutes(api: App, residents: Residents): void {
  contactRoutes(api, residents);
  const get = {
    schema: { tags, summary: 'Everything the register knows of one resident', params: ofResident, response },
    config: { access: EVERY_ROLE },
  } as const;
  api.get(resident, get, ({ params }) => residents.get(params));

  const care = {
    schema: {
      tags,
      summary: 'Special-care marks; the list replaces the one before',
      params: ofResident,
      body: strict(CareSchema),
      response,
    },
    config: { access: COMMUNITY_OFFICE },
  } as const;
  api.put(`${resident}/care`, care, ({ params, body }) => residents.setCare(params, body));

  const isolation = {
    schema: {
      tags,
      summary: 'Puts a resident under isolation, or lifts it',
      params: ofResident,
      body: strict(IsolationChangeSchema),
      response,
    },
    config: { access: EVERY_ROLE },
  } as const;
  api.post(`${resident}/isolation`, isolation, (request) =>
    residents.setIsolation(request.params, request.body, sessionOf(request).user),
  );
}

function contactRoutes(api: App, residents: Residents): void {
  const contact = {
    schema: {
      tags,
      summary: 'Phone, relation to the head of the household, notes',
      params: ofResident,
      body: strict(ContactSchema),
      response,
    },
    config: { access: COMMUNITY_OFFICE },
  } as const;
  api.put(`${resident}/contact`, contact, ({ params, body }) => residents.setContact(params, body));

  const erase = {
    schema: {
      tags,
      summary: 'Erases phone, relation, notes and identity number, also from imports',
      params: ofResident,
      response: { 204: Type.Null(), ...FAULTS },
    },
    config: { access: COMMUNITY_OFFICE },
  } as const;
  api.delete(`${resident}/contact`, erase, async ({ params }, reply) => {
    await residents.eraseContact(params);
    return reply.status(204).send(null);
  });
}

/** Seals of single households. */
export function sealRoutes(api: App, seals: Seals): void {
  const response = { 200: SealSchema, ...FAULTS } as const;
  const get = {
    schema: { tags, summary: 'Whether the household is sealed, and why', params: ofHousehold, response },
    config: { access: EVERY_ROLE },
  } as const;
  api.get(`${household}/seal`, get, ({ params }) => seals.get(params));

  for (const [name, sealed] of [
    ['seal', true],
    ['unseal', false],
  ] as const) {
    const change = {
      schema: {
        tags,
        summary: sealed ? 'Seals the household: nobody goes out' : 'Takes the seal away',
        params: ofHousehold,
        body: strict(SealChangeSchema),
        response,
      },
      config: { access: COMMAND_ROOM },
    } as const;
    api.post(`${household}/${name}`, change, (request) =>
      seals.set(request.params, { sealed, reason: request.body.reason }, sessionOf(request).user),
    );
  }
}
