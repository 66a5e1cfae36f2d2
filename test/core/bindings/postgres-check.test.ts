import { describe, expect, it } from 'vitest';
import { unfitnessOf, type ServerFacts } from '#core/bindings/postgres-check.js';

const FIT: ServerFacts = {
  version: 150_018,
  fsync: 'on',
  commit: 'on',
  standby: 0,
  encoding: 'UTF8',
  ordered: 1,
};

describe('the fitness of a PostgreSQL server', () => {
  it.each(['on', 'local', 'remote_write', 'remote_apply'])(
    'is given when commits are on the disk before they are answered, with synchronous_commit %s',
    (commit) => {
      expect(unfitnessOf({ ...FIT, commit })).toBeNull();
    },
  );

  it.each<[string, Partial<ServerFacts>, string]>([
    ['is older than 13', { version: 120_022 }, 'must be 13 or newer'],
    ['does not sync to the disk', { fsync: 'off' }, 'set fsync = on'],
    ['answers before a commit is on the disk', { commit: 'off' }, 'set synchronous_commit = on'],
    ['is a standby', { standby: 1 }, 'name the primary'],
    ['can not hold every character', { encoding: 'SQL_ASCII' }, 'encoding UTF8'],
    ['orders texts by a language', { ordered: 0 }, "locale 'C'"],
  ])('is missing, and says what to do, when it %s', (_, change, advice) => {
    expect(unfitnessOf({ ...FIT, ...change })).toContain(advice);
  });
});
