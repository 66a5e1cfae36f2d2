import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  householdDifference,
  type FilePerson,
  type HouseholdComparison,
  type RegisteredPerson,
} from '#core/register-file/household-difference.js';
import { nameKey, NO_DETAILS } from '#core/register-file/person.js';
import { anyName } from '../../support/register-people.js';

const registered = (
  resident: string,
  name: string,
  more: Partial<RegisteredPerson> = {},
): RegisteredPerson => ({
  ...NO_DETAILS,
  resident,
  name,
  isIsolated: false,
  ...more,
});
const filed = (name: string, more: Partial<FilePerson> = {}): FilePerson => ({
  ...NO_DETAILS,
  name,
  ...more,
});

function difference(parts: Partial<HouseholdComparison>) {
  return householdDifference({ registered: [], file: [], hasRejectedRows: false, takenIds: [], ...parts });
}

describe('the difference of a household', () => {
  it('numbers new residents after those there are, and after those a pass still names', () => {
    const { changes } = difference({
      registered: [registered('r2', '王伟')],
      file: [filed('王伟'), filed('李梅')],
      takenIds: ['r4', 'head'],
    });
    expect(changes).toEqual([{ kind: 'new', after: { ...NO_DETAILS, name: '李梅', resident: 'r5' } }]);
  });

  it('finds the same person by identity number, whatever the name', () => {
    const before = registered('r1', '王伟', { idHash: 'h1', idTail: '002X' });
    const { changes } = difference({
      registered: [before],
      file: [filed('王玮', { idHash: 'h1', idTail: '002X' })],
    });
    expect(changes).toMatchObject([
      { kind: 'changed', before: { name: '王伟' }, after: { resident: 'r1', name: '王玮' } },
    ]);
  });

  it('tells two of one name apart by their identity numbers', () => {
    const { changes, same } = difference({
      registered: [
        registered('r1', '王伟', { idHash: 'h1', idTail: '1' }),
        registered('r2', '王伟', { idHash: 'h2', idTail: '2' }),
      ],
      file: [filed('王伟', { idHash: 'h2', idTail: '2' }), filed('王伟', { idHash: 'h1', idTail: '1' })],
    });
    expect([changes, same]).toEqual([[], 2]);
  });

  it('leaves what the file leaves blank', () => {
    const before = registered('r1', '王伟', {
      phone: '1',
      notes: 'x',
      care: 'dialysis',
      idHash: 'h',
      idTail: 't',
    });
    expect(difference({ registered: [before], file: [filed('王伟')] })).toMatchObject({
      changes: [],
      same: 1,
    });
    const { changes } = difference({ registered: [before], file: [filed('王伟', { phone: '2' })] });
    expect(changes).toMatchObject([
      { kind: 'changed', after: { phone: '2', notes: 'x', care: 'dialysis', idHash: 'h' } },
    ]);
  });

  it('takes marks of special care away only when the file says that there are none', () => {
    const before = registered('r1', '王伟', { care: 'dialysis' });
    const { changes } = difference({ registered: [before], file: [filed('王伟', { care: '' })] });
    expect(changes).toMatchObject([{ kind: 'changed', after: { care: null } }]);
  });

  it('calls nobody missing who is isolated, or whose household has rejected rows', () => {
    const people = [registered('r1', '王伟'), registered('r2', '李梅', { isIsolated: true })];
    expect(difference({ registered: people })).toMatchObject({
      changes: [{ kind: 'missing', before: { resident: 'r1' } }],
      kept: 1,
    });
    expect(difference({ registered: people, hasRejectedRows: true })).toMatchObject({ changes: [], kept: 2 });
  });

  it('accounts for everybody, and a second look at what it made finds nothing to do', () => {
    const hash = fc.option(fc.constantFrom('h1', 'h2', 'h3', 'h4', 'h5'), { nil: null });
    const details = fc.record({
      phone: fc.option(fc.constantFrom('1', '2'), { nil: null }),
      relation: fc.constant(null),
      notes: fc.constant(null),
      care: fc.option(fc.constantFrom('dialysis', ''), { nil: null }),
      idHash: hash,
      idTail: fc.constant(null),
    });
    // The check of the file lets through only people who differ in number or in name.
    const file = fc
      .array(
        fc.tuple(anyName, details).map(([name, more]): FilePerson => ({ name, ...more })),
        { maxLength: 5 },
      )
      .map((people) => people.filter((one, at) => isDistinct(one, people.slice(0, at))));
    const known = fc
      .array(fc.tuple(anyName, details), { maxLength: 5 })
      .map((people) =>
        people.map(([name, more], at) =>
          registered(`r${at + 1}`, name, { ...more, care: more.care === '' ? null : more.care }),
        ),
      );
    fc.assert(
      fc.property(known, file, (before, people) => {
        const result = difference({ registered: before, file: people });
        const count = (kind: string): number =>
          result.changes.filter((change) => change.kind === kind).length;
        expect(count('new') + count('changed') + result.same).toBe(people.length);
        expect(count('missing') + count('changed') + result.same).toBe(before.length);
        const ids = result.changes.flatMap((change) =>
          change.kind === 'new' ? [change.after.resident] : [],
        );
        expect(new Set([...ids, ...before.map(({ resident }) => resident)]).size).toBe(
          ids.length + before.length,
        );
        const after = applied(before, result.changes);
        const again = difference({ registered: after, file: people });
        expect(again.changes).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

function isDistinct(one: FilePerson, others: readonly FilePerson[]): boolean {
  return others.every(
    (other) =>
      (one.idHash === null || one.idHash !== other.idHash) &&
      (nameKey(one.name) !== nameKey(other.name) || (one.idHash !== null && other.idHash !== null)),
  );
}

function applied(
  before: readonly RegisteredPerson[],
  changes: ReturnType<typeof householdDifference>['changes'],
): RegisteredPerson[] {
  const people = new Map(before.map((person) => [person.resident, person]));
  for (const change of changes) {
    if (change.kind === 'missing') people.delete(change.before.resident);
    else people.set(change.after.resident, { ...change.after, isIsolated: false });
  }
  return [...people.values()];
}
