import type { LaneId } from '#core/units/ids.js';
import { describe, expect, it } from 'vitest';
import type { EntryDetail } from '#core/api/entries.js';
import { gateId, householdId } from '#core/units/ids.js';
import { FIXTURE_JOURNAL, FIXTURE_TIME, entryRecord } from '../../support/central-fixtures.js';
import { FakeCentral } from '../../support/fake-central.js';
import { as, startTestApp } from '../support/test-app.js';

const headers = as('controller');

function centralWithEntries(): FakeCentral {
  const central = new FakeCentral();
  central.records.push(
    entryRecord({ id: 1, seq: 1 }),
    entryRecord({ id: 2, seq: 2, verdict: 'deny', reason: 'quota-used', at: FIXTURE_TIME + 1000 }),
    entryRecord({ id: 3, seq: 3, gate: gateId('west'), at: FIXTURE_TIME + 2000 }),
    entryRecord({ id: 4, seq: 4, household: householdId('1-1-101'), at: FIXTURE_TIME + 3000 }),
  );
  return central;
}

async function idsOf(query: string): Promise<number[]> {
  const { app } = await startTestApp({}, centralWithEntries());
  const answer = await app.inject({ url: `/api/v1/entries${query}`, headers });
  expect(answer.statusCode).toBe(200);
  return answer.json<{ items: { id: number }[] }>().items.map((item) => item.id);
}

describe('the ledger', () => {
  it.each([
    ['', [4, 3, 2, 1]],
    ['?gate=west', [3]],
    ['?verdict=deny', [2]],
    ['?household=1-1-101', [4]],
    [`?from=${FIXTURE_TIME + 1000}&to=${FIXTURE_TIME + 2000}`, [3, 2]],
    ['?limit=2', [4, 3]],
    ['?limit=2&after=3', [2, 1]],
    ['?gate=&household=&verdict=&from=&to=&after=&limit=', [4, 3, 2, 1]],
  ])('is listed newest first by the query "%s"', async (query, ids) => {
    expect(await idsOf(query)).toEqual(ids);
  });

  it.each([
    ['?verdict=maybe', 'query/verdict must be one of allow, deny, retake, fever, fault'],
    ['?gate=East', 'query/gate must match pattern'],
    ['?from=yesterday', 'query/from must be integer'],
    ['?from=-1', 'query/from must be >= 0'],
    ['?from=2&to=1', 'query/from is later than query/to'],
    ['?verdcit=deny', 'query has the unknown field verdcit'],
    ['?__proto__=1', 'query has the unknown field __proto__'],
  ])('is not guessed from the query "%s"', async (query, problem) => {
    const { app } = await startTestApp();
    const answer = await app.inject({ url: `/api/v1/entries${query}`, headers });
    expect(answer.statusCode).toBe(400);
    expect(answer.json<{ message: string }>().message).toContain(problem);
  });

  it('shows one entry with its trace', async () => {
    const central = centralWithEntries();
    const detail = entryDetail();
    central.details.set(`${FIXTURE_JOURNAL}/1`, detail);
    const { app } = await startTestApp({}, central);
    const answer = await app.inject({ url: `/api/v1/entries/${FIXTURE_JOURNAL}/1`, headers });
    expect(answer.json()).toEqual(detail);
  });

  it('says so when it does not hold an entry', async () => {
    const { app } = await startTestApp();
    const answer = await app.inject({ url: `/api/v1/entries/${FIXTURE_JOURNAL}/7`, headers });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ message: `there is no entry "${FIXTURE_JOURNAL}/7"` });
  });

  it.each([
    [`${FIXTURE_JOURNAL}/0`, 'path/seq'],
    [`${FIXTURE_JOURNAL}/x`, 'path/seq'],
    [`${FIXTURE_JOURNAL}/9007199254740993`, 'path/seq'],
    ['not-a-journal/1', 'path/journal'],
  ])('refuses the address %s and names %s', async (address, path) => {
    const { app } = await startTestApp();
    const answer = await app.inject({ url: `/api/v1/entries/${address}`, headers });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ details: { path } });
  });
});

describe('a late correction', () => {
  const url = `/api/v1/entries/${FIXTURE_JOURNAL}/1/amendments`;
  const payload = { kind: 'void', note: 'presented twice' };

  it('is made in the name of who is logged in', async () => {
    const central = centralWithEntries();
    central.details.set(`${FIXTURE_JOURNAL}/1`, entryDetail());
    const { app } = await startTestApp({}, central);
    const answer = await app.inject({ method: 'POST', url, headers, payload });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ kind: 'void', note: 'presented twice', author: 'controller' });
  });

  it('is not for community workers', async () => {
    const { app } = await startTestApp({}, centralWithEntries());
    const answer = await app.inject({ method: 'POST', url, headers: as('community'), payload });
    expect(answer.statusCode).toBe(403);
  });

  it.each([
    [{ kind: 'void' }, 'note'],
    [{ kind: 'void', note: '' }, 'note'],
    [{ kind: 'measure', note: 'warm' }, 'kind'],
    [{ kind: 'void', note: 'x', author: 'somebody else' }, 'author'],
  ])('says what is wrong with %j', async (body, named) => {
    const { app } = await startTestApp({}, centralWithEntries());
    const answer = await app.inject({ method: 'POST', url, headers, payload: body });
    expect(answer.statusCode).toBe(400);
    expect(answer.json<{ message: string }>().message).toContain(named);
  });

  it('of an entry that does not exist is an answer, not a row', async () => {
    const { app } = await startTestApp();
    const answer = await app.inject({ method: 'POST', url, headers, payload });
    expect(answer.statusCode).toBe(404);
  });
});

function entryDetail(): EntryDetail {
  const record = entryRecord();
  const { journal, seq, at, direction, purpose } = record;
  return {
    record,
    entry: {
      ...{ journal, seq, at, direction, purpose },
      lane: 'a' as LaneId,
      clock: 'synced',
      credential: { kind: 'qr', value: 'GP1:6BF' },
      reading: null,
      local: null,
    },
    trace: [{ rule: 'quota', value: 'no outing in 3 days', zh: '三天内未外出', result: 'decided' }],
    policyVersion: 1,
    standing: 'as-decided',
    amendments: [],
  };
}
