import { GateError } from '#core/errors/gate-error.js';

declare const brand: unique symbol;

/** A string that has been checked at a border and says what it names. */
type Named<Name extends string> = string & { readonly [brand]: Name };

export type GateId = Named<'gate'>;
export type CompoundId = Named<'compound'>;
/** `building-unit-room`, such as `3-2-501`; unique inside its compound. */
export type HouseholdId = Named<'household'>;
export type PassId = Named<'pass'>;
export type LaneId = Named<'lane'>;
/** UUID minted with a gateway's journal file. */
export type JournalId = Named<'journal'>;

/** Source of the pattern every id matches (DESIGN section 5): it admits nothing that could forge a log line or a topic. */
export const ID_PATTERN = '^[a-z0-9][a-z0-9-]{0,31}$';
export const JOURNAL_ID_PATTERN = '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$';

const idForm = new RegExp(ID_PATTERN);
const journalForm = new RegExp(JOURNAL_ID_PATTERN);

/** Whether `text` may be used as the id of a gate, compound, household, pass or lane. */
export function isId(text: string): boolean {
  return idForm.test(text);
}

function checked(kind: string, text: string): string {
  if (!isId(text)) throw new GateError('id-invalid', { kind, text });
  return text;
}

/** @throws GateError `id-invalid` when the text is not of the id form. */
export const gateId = (text: string): GateId => checked('gate', text) as GateId;
/** @throws GateError `id-invalid` when the text is not of the id form. */
export const compoundId = (text: string): CompoundId => checked('compound', text) as CompoundId;
/** @throws GateError `id-invalid` when the text is not of the id form. */
export const householdId = (text: string): HouseholdId => checked('household', text) as HouseholdId;
/** @throws GateError `id-invalid` when the text is not of the id form. */
export const passId = (text: string): PassId => checked('pass', text) as PassId;
/** @throws GateError `id-invalid` when the text is not of the id form. */
export const laneId = (text: string): LaneId => checked('lane', text) as LaneId;

/** The building of a flat, its first part: `3` of `3-2-501`. */
export function buildingOf(household: HouseholdId): string {
  return household.split('-', 1)[0] ?? household;
}

/** @throws GateError `id-invalid` when the text is not a lower-case UUID. */
export function journalId(text: string): JournalId {
  if (!journalForm.test(text)) throw new GateError('id-invalid', { kind: 'journal', text });
  return text as JournalId;
}
