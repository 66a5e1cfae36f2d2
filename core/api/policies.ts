import Type from 'typebox';
import { PolicyRulesSchema, type PolicyRules } from '#core/policy/policy.js';
import type { CompoundId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import {
  HouseholdIdSchema,
  InstantSchema,
  JournalIdSchema,
  SeqSchema,
  VerdictSchema,
} from '#core/wire/parts.js';
import { PolicyVersionSchema, type PolicyVersion } from './register.js';

const count = Type.Integer({ minimum: 0 });
const version = Type.Integer({ minimum: 1 });

/** Texts in both languages of the screens. */
export const WordsSchema = Type.Object({ zh: Type.String(), en: Type.String() });

const PolicyReason = Type.String({ maxLength: 200, description: 'why it is changed; may be empty' });
const EffectiveAt = Type.Integer({ minimum: 0, description: 'from when on it counts; left out: at once' });

/** Beside the rules, which are the body: why, and from when on. */
export const PolicyOrderSchema = Type.Object({
  reason: Type.Optional(PolicyReason),
  effectiveAt: Type.Optional(EffectiveAt),
});

/** Another level, with the rules that count at that time otherwise. */
export const LevelOrderSchema = Type.Object({
  level: PolicyRulesSchema.properties.level,
  ...PolicyOrderSchema.properties,
});

export const PolicyReturnSchema = Type.Object({ reason: Type.Optional(PolicyReason) });

export const PolicyWithdrawalSchema = Type.Object({
  reason: Type.Optional(PolicyReason),
  effectiveAt: Type.Integer({ minimum: 0, description: 'time of effect of the scheduled change' }),
});

export const ListedPolicySchema = Type.Object({
  ...PolicyVersionSchema.properties,
  standing: Type.Enum(['scheduled', 'in-force', 'past', 'replaced'], {
    description: 'replaced: another version took its place before it counted',
  }),
});
/** A version in the list of them. */
export type ListedPolicy = Type.Static<typeof ListedPolicySchema>;

export const PolicyChangeSchema = Type.Object({
  path: Type.String(),
  title: WordsSchema,
  before: WordsSchema,
  after: WordsSchema,
  sentence: WordsSchema,
});

export const DifferenceQuerySchema = Type.Object({ from: version, to: version });

/** The longest look back; what came before is erased in many places, and no policy is tried on more. */
export const LONGEST_TRIAL_DAYS = 60;

export const TrialOrderSchema = Type.Object({
  policy: PolicyRulesSchema,
  days: Type.Integer({ minimum: 1, maximum: LONGEST_TRIAL_DAYS, description: 'how far back' }),
});
export type TrialOrder = Type.Static<typeof TrialOrderSchema>;

const Decided = Type.Object({ verdict: VerdictSchema, reason: Type.String() });

function pairs<S extends Type.TSchema>(one: S) {
  return Type.Array(Type.Object({ before: one, after: one, count }));
}

export const TrialReportSchema = Type.Object({
  from: InstantSchema,
  to: InstantSchema,
  entries: Type.Integer({ minimum: 0, description: 'entries that were replayed' }),
  skipped: Type.Integer({ minimum: 0, description: 'entries that no policy changes' }),
  erased: Type.Integer({
    minimum: 0,
    description: 'entries that can not be replayed, because they are erased',
  }),
  verdictsChanged: count,
  reasonsChanged: count,
  householdsChanged: count,
  notReproduced: Type.Integer({
    minimum: 0,
    description:
      'entries that the replay under the old policy decides unlike the ledger: the register has changed since',
  }),
  isWhole: Type.Boolean({
    description: 'false: there were too many entries; only the first ones were replayed',
  }),
  verdicts: pairs(VerdictSchema),
  reasons: pairs(Type.String()),
  changes: Type.Array(
    Type.Object({
      journal: JournalIdSchema,
      seq: SeqSchema,
      at: InstantSchema,
      household: Type.Union([HouseholdIdSchema, Type.Null()]),
      before: Decided,
      after: Decided,
    }),
    { description: 'the first of them; all are counted' },
  ),
  summary: WordsSchema,
});
/** What a draft policy would have changed. */
export type TrialReport = Type.Static<typeof TrialReportSchema>;

/** Who orders a change, and when it counts from; without `effectiveAt` at once. */
export interface PolicySigned {
  readonly author: string;
  readonly reason: string;
  readonly effectiveAt?: Instant | undefined;
}

/** The versions of the policies of compounds. */
export interface Policies {
  /** What the service decides with now. @throws GateError `not-found` (compound) */
  inForce(compound: CompoundId): Promise<PolicyVersion>;
  /** Every version, the newest first. @throws GateError `not-found` (compound) */
  list(compound: CompoundId): Promise<readonly ListedPolicy[]>;
  /** @throws GateError `not-found` (compound), `request-invalid` with every fault of the rules or the time */
  set(compound: CompoundId, rules: PolicyRules, signed: PolicySigned): Promise<PolicyVersion>;
  /** Another level, and all other rules as they count at that time. @throws as `set` */
  setLevel(compound: CompoundId, level: PolicyRules['level'], signed: PolicySigned): Promise<PolicyVersion>;
  /** One step back. @throws GateError `not-found` (compound), `request-invalid` when there is no earlier one */
  previous(compound: CompoundId, signed: PolicySigned): Promise<PolicyVersion>;
  /** Withdraws a scheduled change. @throws GateError `not-found` (compound), `request-invalid` when none is scheduled then */
  withdraw(
    compound: CompoundId,
    signed: PolicySigned & { readonly effectiveAt: Instant },
  ): Promise<PolicyVersion>;
  /** Two versions of a compound. @throws GateError `not-found` (compound or policy) */
  pair(
    compound: CompoundId,
    versions: { readonly from: number; readonly to: number },
  ): Promise<readonly [PolicyRules, PolicyRules]>;
  /** What the draft would have changed. @throws GateError `not-found` (compound), `request-invalid`, `trial-busy` */
  trial(compound: CompoundId, order: TrialOrder): Promise<TrialReport>;
}
