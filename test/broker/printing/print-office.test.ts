import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PrintJob, PrintRequest } from '#core/api/printing.js';
import { GateError } from '#core/errors/gate-error.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { passId } from '#core/units/ids.js';
import { HOUR } from '#core/units/instant.js';
import type { Press, PrintOrder, PrintReport, PrintWatch } from '#broker/printing/print-order.js';
import { PrintOffice } from '#broker/printing/print-office.js';
import { queriesOn } from '#broker/storage/queries.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { fixedEntropy } from '../../support/fixed-entropy.js';
import { ManualClock } from '../../support/manual-clock.js';
import { waitUntil } from '../../support/wait-until.js';
import { recordingLogger, type LogLine } from '../../dashboard/support/recording-logger.js';
import { temporaryFolder } from '../../journeys/support/temporary-folder.js';
import { ledgerDatabase } from '../support/ledger-database.js';
import { buildWorld, GARDEN } from '../support/world.js';

interface Printed {
  readonly order: PrintOrder;
  readonly watch: PrintWatch;
  readonly finish: (report?: PrintReport) => Promise<void>;
  readonly fail: (error: unknown) => void;
}

/** A press whose work ends when the test says so. */
class HandPress {
  readonly printed: Printed[] = [];

  readonly press: Press = (order, watch) =>
    new Promise<PrintReport>((resolve, reject) => {
      watch.signal.addEventListener('abort', () => {
        reject(new GateError('print-failed', { problem: 'it was stopped' }));
      });
      const finish = async (report: PrintReport = { warnings: [] }): Promise<void> => {
        for (const path of [order.sheetsPath, order.signaturesPath ?? order.sheetsPath]) {
          await writeFile(path, `%PDF of ${String(order.passes.length)}`);
        }
        resolve(report);
      };
      this.printed.push({ order, watch, finish, fail: reject });
    });

  last(): Printed {
    const last = this.printed.at(-1);
    if (last === undefined) throw new Error('nothing was printed');
    return last;
  }
}

describe('the print office', () => {
  const root = temporaryFolder();
  const font = join(root, 'font.ttc');
  writeFileSync(font, 'any');
  let database: SqlDatabase;
  let clock: ManualClock;
  let hand: HandPress;
  let dataDir: string;
  let lines: LogLine[];
  let office: PrintOffice;

  const open = (): Promise<PrintOffice> => {
    const tools = { clock, entropy: fixedEntropy(), logger: recordingLogger(lines) };
    return PrintOffice.open({
      ...tools,
      database,
      dataDir,
      font,
      press: hand.press,
      limitOf: () => undefined,
    });
  };

  beforeEach(async () => {
    database = await ledgerDatabase();
    await buildWorld(database);
    await queriesOn(database)
      .updateTable('passes')
      .set({ qr: 'GP1:p-501' })
      .where('id', '=', passId('p-501'))
      .execute();
    clock = new ManualClock();
    hand = new HandPress();
    lines = [];
    dataDir = await mkdtemp(join(root, 'data-'));
    office = await open();
  });
  afterEach(async () => {
    await office.stop();
    await database.close();
  });

  const start = (change: Partial<PrintRequest> = {}): Promise<PrintJob> =>
    office.start({ compound: GARDEN, building: '3', template: 'card', ...change });
  const state = async ({ id }: PrintJob): Promise<string> => (await office.get(id)).state;
  const files = (): string[] => readdirSync(join(dataDir, 'print'));

  it('prints what was asked for and tells how far it is', async () => {
    const job = await start({ startAt: 3, offset: { x: 0.5, y: -1 } });
    expect(job).toMatchObject({ total: 1, done: 0, signatures: false, problem: null });
    const { order, watch, finish } = hand.last();
    expect(order).toMatchObject({
      compound: 'garden',
      layout: { template: 'card', single: false, startAt: 3, offset: { x: 0.5, y: -1 } },
      fontPath: font,
      printedOn: '2026-01-05',
      signaturesPath: null,
      passes: [{ pass: 'p-501', flat: '3-2-501', qr: 'GP1:p-501', code: 'CODE501' }],
    });
    expect(await state(job)).toBe('running');
    watch.onProgress({ done: 1, total: 1 });
    expect(await office.get(job.id)).toMatchObject({ state: 'running', done: 1 });
    await expectGateError(() => office.document(job.id, 'sheets'), 'print-not-ready');
    await finish({ warnings: ['a name'] });
    expect(await office.get(job.id)).toMatchObject({ state: 'done', done: 1, warnings: ['a name'] });
    expect(Buffer.from(await office.document(job.id, 'sheets')).toString()).toBe('%PDF of 1');
  });

  it('has the signature list only where it was ordered', async () => {
    const without = await start();
    await hand.last().finish();
    await expectGateError(() => office.document(without.id, 'signatures'), 'print-not-ready');
    const job = await start({ signatures: true });
    await hand.last().finish();
    expect((await office.document(job.id, 'signatures')).length).toBeGreaterThan(0);
  });

  it('prints one job at a time, in the order they came', async () => {
    const [first, second, third] = [await start(), await start(), await start()];
    expect(hand.printed).toHaveLength(1);
    expect(await Promise.all([first, second, third].map(state))).toEqual(['running', 'queued', 'queued']);
    await hand.last().finish();
    await clock.advance(0);
    expect(await Promise.all([first, second, third].map(state))).toEqual(['done', 'running', 'queued']);
    expect(hand.last().order.sheetsPath).toContain(second.id);
    await hand.last().finish();
    await clock.advance(0);
    await hand.last().finish();
    await clock.advance(0);
    expect(await state(third)).toBe('done');
    const again = await start();
    expect(await state(again)).toBe('running');
  });

  it('goes on after a job that failed, and tells and logs why', async () => {
    const job = await start();
    const next = await start();
    const details = { code: 'QR', pass: 'p-501', sheet: 2, place: 1, problem: 'it is not readable' };
    await writeFile(hand.last().order.sheetsPath, 'half a sheet');
    hand.last().fail(new GateError('print-unreadable', details));
    await waitUntil('the next one is printed', async () => (await state(next)) === 'running');
    const { state: ended, problem } = await office.get(job.id);
    expect([ended, problem?.code, problem?.details]).toEqual(['failed', 'print-unreadable', details]);
    expect(problem?.message).toContain('pass p-501 (sheet 2, place 1)');
    await expectGateError(() => office.document(job.id, 'sheets'), 'print-not-ready');
    expect(files().filter((name) => name.startsWith(job.id))).toEqual([]);
    expect(lines.filter(({ level }) => level === 'error')).toMatchObject([
      { fields: { job: job.id, code: 'print-unreadable' } },
    ]);
  });

  it('calls what nobody foresaw a failed print', async () => {
    const job = await start();
    hand.last().fail(new RangeError('out of paper'));
    await waitUntil('the job has failed', async () => (await state(job)) === 'failed');
    expect((await office.get(job.id)).problem).toMatchObject({ code: 'print-failed' });
  });

  it('forgets a job and its documents after an hour', async () => {
    const job = await start({ signatures: true });
    await hand.last().finish();
    await clock.advance(0);
    await clock.advance(HOUR - 1);
    expect(files()).toHaveLength(2);
    await clock.advance(1);
    await expectGateError(() => office.get(job.id), 'not-found');
    await expectGateError(() => office.document(job.id, 'sheets'), 'not-found');
    await waitUntil('the documents are gone', () => files().length === 0);
  });

  it('removes at its start what an earlier run left behind', async () => {
    await office.stop();
    mkdirSync(join(dataDir, 'print'));
    writeFileSync(join(dataDir, 'print', 'old.pdf'), 'names');
    office = await open();
    expect(files()).toEqual([]);
    expect(statSync(join(dataDir, 'print')).mode & 0o777).toBe(0o700);
  });

  it('stops the job at hand and leaves nothing behind', async () => {
    const [running, waiting] = [await start(), await start()];
    await office.stop();
    expect(await state(running)).toBe('failed');
    expect(await state(waiting)).toBe('queued');
    expect(hand.printed).toHaveLength(1);
    expect(existsSync(join(dataDir, 'print'))).toBe(false);
    await office.stop();
  });

  it('takes no more jobs than it can see through', async () => {
    await start();
    for (let waiting = 0; waiting < 20; waiting += 1) await start();
    await expectGateError(() => start(), 'print-busy');
  });

  it('keeps the offset of a printer, but never one that leaves the page', async () => {
    await expectGateError(() => start({ printer: 'office', offset: { x: 6, y: 0 } }), 'request-invalid');
    await expectGateError(() => start({ printer: 'office' }), 'not-found');
    await start({ printer: 'office', offset: { x: 1, y: 2 } });
    await start({ printer: 'office' });
    await hand.last().finish();
    await clock.advance(0);
    expect(hand.last().order.layout.offset).toEqual({ x: 1, y: 2 });
    expect(existsSync(join(dataDir, 'printers.json'))).toBe(true);
  });

  it('refuses at once what can not be printed', async () => {
    await expectGateError(() => start({ startAt: 11 }), 'request-invalid');
    await expectGateError(() => start({ passes: [passId('p-501')] }), 'request-invalid');
    await expectGateError(() => start({ building: '9' }), 'not-found');
    await expectGateError(() => office.get('00000000-0000-4000-8000-000000000099'), 'not-found');
    expect(hand.printed).toEqual([]);
  });
});
