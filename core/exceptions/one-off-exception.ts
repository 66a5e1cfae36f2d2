import Type from 'typebox';
import { words, type Words } from '#core/rules/words.js';
import { ID_PATTERN, type HouseholdId } from '#core/units/ids.js';
import { DAY, type Instant, type Milliseconds } from '#core/units/instant.js';
import { HouseholdIdSchema, InstantSchema } from '#core/wire/parts.js';

export const EXCEPTION_REASONS = [
  'medical',
  'care',
  'funeral',
  'school',
  'work',
  'official',
  'other',
] as const;
/** Why a household may go out once although the rules refuse it; chosen from a list. */
export type ExceptionReason = (typeof EXCEPTION_REASONS)[number];

export const EXCEPTION_WORDS: Readonly<Record<ExceptionReason, Words>> = {
  medical: words('就医', 'medical'),
  care: words('照护家人', 'care'),
  funeral: words('丧事', 'funeral'),
  school: words('考试上学', 'school'),
  work: words('必要工作', 'work'),
  official: words('公务', 'official'),
  other: words('其他', 'other'),
};

export const OneOffExceptionSchema = Type.Object(
  {
    id: Type.String({ pattern: ID_PATTERN }),
    household: HouseholdIdSchema,
    from: InstantSchema,
    expires: InstantSchema,
    reason: Type.Enum([...EXCEPTION_REASONS]),
  },
  { description: 'One outing of a household that a controller has approved; from <= t < expires, used once' },
);
/** The part of an exception the rules look at; it may travel in the book, because it holds no personal data. */
export interface OneOffException {
  readonly id: string;
  readonly household: HouseholdId;
  readonly from: Instant;
  /** The first instant at which it no longer helps. */
  readonly expires: Instant;
  readonly reason: ExceptionReason;
}

export const GrantedExceptionSchema = Type.Object({
  ...OneOffExceptionSchema.properties,
  approver: Type.String({ minLength: 1, maxLength: 64, description: 'user who approved it' }),
  note: Type.String({ maxLength: 200, description: 'why, without personal data; may be empty' }),
  grantedAt: InstantSchema,
});
/** An exception as the register keeps it, with who approved it. */
export type GrantedException = OneOffException & {
  readonly approver: string;
  readonly note: string;
  readonly grantedAt: Instant;
};

/** Longest life of an exception; a need that lasts longer is a pass. Shorter than the memory of used ones. */
export const LONGEST_EXCEPTION: Milliseconds = 30 * DAY;

/** Everything that is wrong with an exception about to be granted, in words; empty when nothing is. */
export function exceptionFaults(
  exception: Pick<GrantedException, 'from' | 'expires' | 'grantedAt'>,
): readonly Words[] {
  const { from, expires, grantedAt } = exception;
  const faults: Words[] = [];
  if (expires <= from) faults.push(words('截止时间须晚于开始时间', 'it must end after it begins'));
  if (expires <= grantedAt) faults.push(words('截止时间已过', 'its end is already over'));
  if (expires - grantedAt > LONGEST_EXCEPTION) {
    faults.push(words('最长30天，更久请办通行证', 'it may last 30 days at most; issue a pass for longer'));
  }
  return faults;
}
