import { describe, expect, it } from 'vitest';
import { as, startTestApp, type TestApp } from '../support/test-app.js';

const BUILDING = { compound: 'sunny', building: '3', template: 'card' };
const URL = '/api/v1/print-jobs';

async function post({ app }: TestApp, payload: object) {
  return await app.inject({ method: 'POST', url: URL, headers: as('community'), payload });
}

describe('the print jobs', () => {
  it('are taken from the community office and told until they are done', async () => {
    const test = await startTestApp();
    const answer = await post(test, { ...BUILDING, startAt: 3, offset: { x: 0.5, y: -1 }, signatures: true });
    expect(answer.statusCode).toBe(202);
    const queued = { id: 'j-1', state: 'queued', done: 0, total: 1, warnings: [], problem: null };
    expect(answer.json()).toEqual({ ...queued, signatures: true });
    expect(test.central.printing.requests).toEqual([
      { ...BUILDING, startAt: 3, offset: { x: 0.5, y: -1 }, signatures: true },
    ]);
    const problem = { code: 'print-unreadable', message: 'x', details: { sheet: 2 } };
    test.central.printing.tell('j-1', { state: 'failed', problem });
    const told = await test.app.inject({ url: `${URL}/j-1`, headers: as('community') });
    expect(told.json()).toMatchObject({ state: 'failed', problem });
  });

  it('give their PDF when they are done, and not before', async () => {
    const test = await startTestApp();
    await post(test, BUILDING);
    const ask = (document: string) =>
      test.app.inject({ url: `${URL}/j-1/${document}.pdf`, headers: as('community') });
    const early = await ask('sheets');
    expect(early.statusCode).toBe(409);
    expect(early.json()).toMatchObject({ code: 'print-not-ready', details: { state: 'queued' } });
    test.central.printing.tell('j-1', { state: 'done' });
    for (const document of ['sheets', 'signatures']) {
      const answer = await ask(document);
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toBe(`%PDF ${document}`);
      expect(answer.headers).toMatchObject({
        'content-type': 'application/pdf',
        'content-disposition': `attachment; filename="${document}.pdf"`,
        'cache-control': 'no-store',
      });
    }
  });

  it('are no business of controllers', async () => {
    const { app } = await startTestApp();
    const headers = as('controller');
    const answers = await Promise.all([
      app.inject({ method: 'POST', url: URL, headers, payload: BUILDING }),
      app.inject({ url: `${URL}/j-1`, headers }),
      app.inject({ url: `${URL}/j-1/sheets.pdf`, headers }),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([403, 403, 403]);
  });

  it('that nobody started are not found', async () => {
    const { app } = await startTestApp();
    const answer = await app.inject({ url: `${URL}/j-9/sheets.pdf`, headers: as('community') });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ message: 'there is no print job "j-9"' });
  });

  it.each([
    [{ ...BUILDING, template: 'poster' }, 'body/template must be one of card, hang-card, label'],
    [{ ...BUILDING, building: '3-2' }, 'body/building must match'],
    [{ ...BUILDING, passes: [] }, 'body/passes must not have fewer than 1'],
    [{ ...BUILDING, startAt: 0 }, 'body/startAt must be >= 1'],
    [{ ...BUILDING, offset: { x: 1 } }, 'body/offset must have y'],
    [{ ...BUILDING, offset: { x: 1, y: 2, z: 3 } }, 'body/offset has the unknown field z'],
    [{ ...BUILDING, name: true }, 'body has the unknown field name'],
  ])('are refused with what is wrong: %j', async (payload, problem) => {
    const test = await startTestApp();
    const answer = await post(test, payload);
    expect(answer.statusCode).toBe(400);
    expect(answer.json<{ message: string }>().message).toContain(problem);
    expect(test.central.printing.requests).toEqual([]);
  });
});
