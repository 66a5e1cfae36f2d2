import Type from 'typebox';
import { OVERRIDE_REASONS } from '#core/wire/amendment.js';
import {
  CompoundIdSchema,
  GateIdSchema,
  HouseholdIdSchema,
  InstantSchema,
  JournalIdSchema,
  PassIdSchema,
  ReasonSchema,
  SeqSchema,
} from '#core/wire/parts.js';
import type { EntryRecord } from './entries.js';
import { PagingSchema, type Page } from './paging.js';

const orNull = <T extends Type.TSchema>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });
const household = orNull(HouseholdIdSchema, 'null: a pass without a household');

export const ListQuerySchema = Type.Object({ ...PagingSchema.properties, compound: CompoundIdSchema });
/** Which compound's list. */
export type ListQuery = Type.Static<typeof ListQuerySchema>;

export const NotSeenQuerySchema = Type.Object({
  ...ListQuerySchema.properties,
  days: Type.Integer({ minimum: 1, maximum: 60, default: 7 }),
  care: Type.Optional(Type.Enum(['all', 'only'], { description: 'only: those who need special care' })),
});
export type NotSeenQuery = Type.Static<typeof NotSeenQuerySchema>;

/** A span of the ledger; without one, the last day or, for overrides, the last thirty. */
export const SpanQuerySchema = Type.Object({
  ...ListQuerySchema.properties,
  from: Type.Optional(InstantSchema),
  to: Type.Optional(InstantSchema),
});
export type SpanQuery = Type.Static<typeof SpanQuerySchema>;

export const OutsideSchema = Type.Object({
  key: Type.String({ description: 'the household, or `pass:` and the id of a pass without one' }),
  household,
  outings: Type.Array(
    Type.Object({
      pass: orNull(PassIdSchema, 'null: the gate knew no pass'),
      since: InstantSchema,
      charged: Type.Boolean(),
      dueAt: orNull(InstantSchema, 'when it is overdue; null: an outing that is not counted'),
    }),
  ),
});
/** Who is out now. */
export type Outside = Type.Static<typeof OutsideSchema>;

export const OverdueSchema = Type.Object({
  household,
  pass: orNull(PassIdSchema, 'null: the gate knew no pass'),
  since: InstantSchema,
  dueAt: InstantSchema,
});
/** Who should be back and is not. */
export type Overdue = Type.Static<typeof OverdueSchema>;

export const NextOutingSchema = Type.Object({
  household: HouseholdIdSchema,
  pass: orNull(PassIdSchema, 'the purchase pass; null: the household has none in force'),
  next: Type.Enum(['now', 'at', 'after-return', 'closed', 'no-pass']),
  at: orNull(InstantSchema, 'of `at`'),
  reason: orNull(ReasonSchema, 'why now, or why not; null without a pass'),
});
/** When a household may go out next. */
export type NextOutingItem = Type.Static<typeof NextOutingSchema>;

export const NotSeenOutSchema = Type.Object({
  household: HouseholdIdSchema,
  specialCare: Type.Array(Type.String({ description: 'a mark of special care' })),
  lastOutAt: orNull(InstantSchema, 'null: never, as far as the ledger tells'),
  knownSince: InstantSchema,
  days: Type.Integer({ minimum: 0, description: 'whole calendar days of the compound' }),
});
/** Who was not seen going out for long. */
export type NotSeenOutItem = Type.Static<typeof NotSeenOutSchema>;

const Counted = Type.Integer({ minimum: 1 });
export const WorkerOverridesSchema = Type.Object({
  worker: Type.String({ description: 'id of the duty worker' }),
  overrides: Type.Integer({ minimum: 0 }),
  voids: Type.Integer({ minimum: 0 }),
  reasons: Type.Array(Type.Object({ of: Type.Enum([...OVERRIDE_REASONS]), count: Counted })),
  against: Type.Array(Type.Object({ of: ReasonSchema, count: Counted })),
  lastAt: InstantSchema,
});
/** What a duty worker decided against the verdict, or took back. */
export type WorkerOverridesItem = Type.Static<typeof WorkerOverridesSchema>;

const Sighting = Type.Object({
  gate: GateIdSchema,
  journal: JournalIdSchema,
  seq: SeqSchema,
  at: InstantSchema,
});
export const TwoGatesSchema = Type.Object({
  pass: PassIdSchema,
  household,
  first: Sighting,
  second: Sighting,
  apartMs: Type.Integer({ minimum: 0 }),
});
/** A pass at two gates, nearer in time than anybody walks. */
export type TwoGatesItem = Type.Static<typeof TwoGatesSchema>;

/** Lists that are worked out of states and ledger. Each is of one compound. @throws GateError `not-found` (compound) */
export interface Lists {
  outside(query: ListQuery): Promise<Page<Outside>>;
  /** The longest overdue first. */
  overdue(query: ListQuery): Promise<Page<Overdue>>;
  nextOutings(query: ListQuery): Promise<Page<NextOutingItem>>;
  /** Those who need care first, then the longest. */
  notSeenOut(query: NotSeenQuery): Promise<Page<NotSeenOutItem>>;
  /** Entries in which two gates let the same household out, newest first. */
  conflicts(query: ListQuery): Promise<Page<EntryRecord>>;
  /** Those with the most overrides first. */
  overrides(query: SpanQuery): Promise<Page<WorkerOverridesItem>>;
  /** Newest first. */
  passesAtTwoGates(query: SpanQuery): Promise<Page<TwoGatesItem>>;
}
