import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntryRecord } from '#core/api/entries.js';
import { SheetLayout } from '#core/print/sheet-layout.js';
import { cropped } from '#broker/printing/gray-image.js';
import { DOTS_PER_MM, openPdfRaster } from '#broker/printing/pdf-raster.js';
import { readQr } from '#broker/printing/qr-reader.js';
import { gb18030 } from '../support/gb18030.js';
import { CHINESE_FONT } from '../support/printed-passes.js';
import type { ApiClient } from '#cli/api-client.js';
import { CentralProcess } from './support/central-process.js';
import {
  checkpointLine,
  measurementLine,
  scanLine,
  type CheckpointLine,
} from './support/checkpoint-lines.js';
import { TestCompound } from './support/compound.js';
import { eventually } from './support/eventually.js';
import { startGateOnPty, type GateOnPty } from './support/gate-on-pty.js';
import { runGatehouse } from './support/gatehouse-process.js';
import { ledgerDetail, ledgerRecords } from './support/ledger.js';
import { temporaryFolder } from './support/temporary-folder.js';

const HOUSEHOLDS = 500;
/** Building 1 has 400 of the households, building 2 the others. */
const LARGE_BUILDING = 400;
const LONG = 240_000;
const PATIENCE = 60_000;
const CARD = '1F00644BB6';

const HEADINGS = '楼栋,单元,室,姓名,身份证号,手机,特殊关爱,备注';

/** One row for each of twelve kinds of faults. */
const FAULTY = [
  ',1,901,张芳,,,,',
  '9,,901,张芳,,,,',
  '9,1,,张芳,,,,',
  '9,1,901,,,,,',
  '甲,1,901,张芳,,,,',
  '9,1,901,张**,,,,',
  '9,1,902,张芳,1.10105E+17,,,',
  '9,1,903,张芳,110105194912310000,,,',
  '9,1,904,张芳,110105194912310021,,,',
  '9,1,906,张芳,,1380,,',
  '9,1,907,张芳,,,重点户,',
  '9,1,908,张芳,,,,=1+1',
];

function listOfResidents(): string {
  const rows = Array.from({ length: HOUSEHOLDS }, (_, at) => {
    const building = at < LARGE_BUILDING ? 1 : 2;
    const room = 101 + Math.floor((at % LARGE_BUILDING) / 4);
    return `${building}栋,${1 + (at % 4)}单元,${room}室,李秀英,,138${10_000_000 + at},,`;
  });
  return [HEADINGS, ...rows.slice(0, 200), ...FAULTY, ...rows.slice(200)].join('\r\n');
}

async function areOnline(api: ApiClient): Promise<boolean> {
  const answer = (await api.send({ method: 'GET', path: '/gates' })) as {
    items: readonly { state: string }[];
  };
  return answer.items.every(({ state }) => state === 'online');
}

/** The whole way of a purchase pass: a list of the community office becomes paper, and paper opens a gate. */
describe.skipIf(CHINESE_FONT === null)(
  'a list of 500 households becomes passes that open a gate',
  { timeout: LONG },
  () => {
    const folder = temporaryFolder();
    const central = new CentralProcess(join(folder, 'central'));
    const gatehouse = (...words: string[]) => runGatehouse([...words, '--data', central.dataDir], LONG);
    const places = new Map<number, string>();
    /** Several, because a gate hears nothing new of a credential that it was shown a moment ago. */
    const gates: GateOnPty[] = [];

    beforeAll(async () => {
      await central.start();
      const compound = await TestCompound.create(await central.api());
      for (const gate of ['north', 'east', 'south']) {
        const password = await compound.addGate(gate);
        gates.push(await startGateOnPty({ gate, password, address: central.mqtt, folder }));
      }
      writeFileSync(join(folder, '居民.csv'), gb18030(listOfResidents()));
    }, 60_000);
    afterAll(async () => {
      await Promise.all(gates.map((gate) => gate.stop()));
      await central.end('SIGTERM');
    });

    /** Somebody shows what a scanner or card reader reads, and is measured; answers the entry in the ledger. */
    async function show(scanned: CheckpointLine, gate: number): Promise<EntryRecord> {
      const api = await central.api();
      // Reading codes from paper keeps this process busy: its gates may have to connect again.
      await eventually(async () => ((await areOnline(api)) ? true : null), 'all gates online', PATIENCE);
      const before = (await ledgerRecords(api)).length;
      await gates[gate]?.show(scanned, measurementLine(36.5));
      return eventually(
        async () => {
          const records = await ledgerRecords(api);
          return records.length > before ? (records[0] ?? null) : null;
        },
        'the entry in the ledger',
        PATIENCE,
      );
    }
    const scan = (qr: string, gate = 0): Promise<EntryRecord> => show(scanLine(qr), gate);
    const lay = (gate: number): Promise<EntryRecord> => show(checkpointLine('S', `C,${CARD}`), gate);
    const qrAt = (place: number): string => places.get(place) ?? '';

    it('is imported from GB18030, and every kind of fault is named', async () => {
      const words = ['import', join(folder, '居民.csv'), '--compound', 'garden'];
      const refused = await gatehouse(...words);
      expect(refused.out).toContain('CSV, gb18030');
      expect(new Set(refused.out.match(/rejected \d+ x [a-z-]+/g)).size).toBe(FAULTY.length);
      expect(refused.code).toBe(1);
      const { code, out } = await gatehouse(...words, '--yes');
      expect(out).toContain(`residents: ${HOUSEHOLDS} new`);
      expect(code).toBe(0);
    });

    it('gets a pass for each household, and none twice', async () => {
      const words = ['pass', 'issue', '--compound', 'garden'];
      expect(await gatehouse(...words, '--building', '2')).toMatchObject({
        out: '100 passes issued; 0 households had one',
      });
      const all = await gatehouse(...words, '--every-household');
      expect(all.out).toBe('400 passes issued; 100 households had one');
      expect(all.err).toContain('400 of 400 passes');
    });

    it('is printed by buildings, and a scanner reads every QR from the paper', async () => {
      const flats = new Set<string>();
      for (const [building, count] of [
        ['1', 400],
        ['2', 100],
      ] as const) {
        const file = join(folder, `building-${building}.pdf`);
        const words = ['pass', 'print', '--compound', 'garden', '--building', building, '--out', file];
        const { code, out } = await gatehouse(...words);
        expect([code, out]).toEqual([0, `${count} passes printed and read back: ${file}`]);
        for (const qr of await scannedFrom(file, count)) {
          places.set(places.size, qr);
          flats.add(qr);
        }
      }
      expect(flats.size).toBe(HOUSEHOLDS);
      for (const qr of flats) expect(qr).toMatch(/^GP1:/);
    });

    it('is presented at a gate: each paper is its household, once in three days', async () => {
      for (const [place, household] of [
        [0, '1-1-101'],
        [399, '1-4-200'],
        [400, '2-1-101'],
      ] as const) {
        expect(await scan(qrAt(place))).toMatchObject({ verdict: 'allow', reason: 'ok', household });
      }
      expect(await scan(qrAt(399), 1)).toMatchObject({ verdict: 'deny', household: '1-4-200' });
    });

    it('is refused with that reason once it was revoked, on the screen of the gate too', async () => {
      const revoked = await passOf('2-4-125');
      expect(await gatehouse('pass', 'revoke', revoked)).toMatchObject({ code: 0 });
      const entry = await scan(qrAt(HOUSEHOLDS - 1));
      expect(entry).toMatchObject({
        verdict: 'deny',
        reason: 'pass-revoked',
        household: '2-4-125',
        pass: revoked,
      });
      const { trace } = await ledgerDetail(await central.api(), entry);
      expect(trace.at(-1)).toMatchObject({ rule: 'credential', result: 'decided' });
      const shown = await eventually(() => {
        const showing = gates[0]?.gateway.screens()[0]?.showing;
        return showing?.kind === 'shown' && showing.verdict.reason === 'pass-revoked'
          ? showing.verdict
          : null;
      }, 'the refusal on the screen');
      expect(shown).toMatchObject({ verdict: 'deny', household: '2-4-125' });
    });

    it('may be a card as well, from when it is bound until it is taken away', async () => {
      expect(await lay(0)).toMatchObject({ verdict: 'deny', reason: 'pass-unknown' });
      const [mine, other] = [await passOf('2-1-102'), await passOf('2-1-103')];
      expect(await gatehouse('pass', 'bind-card', mine, '1f:00:64:4b:b6')).toMatchObject({
        out: `card ${CARD} stands for the pass ${mine}`,
      });
      expect(await gatehouse('pass', 'bind-card', other, CARD)).toMatchObject({
        code: 1,
        err: expect.stringContaining(`the card ${CARD} stands for the pass ${mine}`) as string,
      });
      expect(await lay(1)).toMatchObject({ verdict: 'allow', reason: 'ok', household: '2-1-102' });
      expect((await gatehouse('pass', 'cards', mine)).out).toBe(CARD);
      expect(await gatehouse('pass', 'unbind-card', mine, CARD)).toMatchObject({ code: 0 });
      expect(await lay(2)).toMatchObject({ verdict: 'deny', reason: 'pass-unknown' });
    });

    it('stays valid when the key is rotated, and is refused as revoked when the key is', async () => {
      const rotated = await gatehouse('key', 'rotate');
      expect(rotated.out).toMatch(/^[0-9a-f]{16} {2}signing {2}made /);
      expect(await scan(qrAt(10))).toMatchObject({ verdict: 'allow', reason: 'ok' });
      const listed = (await gatehouse('key', 'list')).out.split('\n');
      expect(listed.map((key) => key.split(/ +/)[1])).toEqual(['signing', 'trusted']);
      const old = listed[1]?.split(' ')[0] ?? '';
      expect((await gatehouse('key', 'revoke', old)).out).toMatch(/ revoked /);
      expect(await scan(qrAt(20))).toMatchObject({ verdict: 'deny', reason: 'pass-revoked' });
      const print = await gatehouse(
        'pass',
        'print',
        '--compound',
        'garden',
        '--building',
        '2',
        '--out',
        join(folder, 'x.pdf'),
      );
      expect(print.err).toContain('is signed with a key that was revoked [print-pass-invalid]');
    });

    it('is made anew after that, and the new paper opens the gate', async () => {
      const words = ['--compound', 'garden', '--building', '2'];
      expect(await gatehouse('pass', 'issue', ...words, '--again')).toMatchObject({
        out: '100 passes issued; 99 households had one',
      });
      const file = join(folder, 'anew.pdf');
      expect(await gatehouse('pass', 'print', ...words, '--out', file)).toMatchObject({ code: 0 });
      const [, , , , , anew = ''] = await scannedFrom(file, 6);
      expect(anew).not.toBe(qrAt(LARGE_BUILDING + 5));
      expect(await scan(anew, 1)).toMatchObject({ verdict: 'allow', reason: 'ok' });
    });

    async function passOf(household: string): Promise<string> {
      const path = `/compounds/garden/households/${household}`;
      const { passes } = (await (await central.api()).send({ method: 'GET', path })) as {
        passes: { id: string; kind: string }[];
      };
      return passes.find(({ kind }) => kind === 'purchase')?.id ?? '';
    }
  },
);

/** The QR texts of sheets of cards in the order of their places. */
async function scannedFrom(file: string, count: number): Promise<string[]> {
  const layout = new SheetLayout({ template: 'card', single: false, startAt: 1, offset: { x: 0, y: 0 } });
  const raster = await openPdfRaster(readFileSync(file));
  const texts: string[] = [];
  let page = await raster.page(0);
  let shown = 0;
  for (let index = 0; index < count; index += 1) {
    const { sheet, box } = layout.placeOf(index);
    if (sheet !== shown) page = await raster.page(sheet);
    shown = sheet;
    const [x, y] = [box.x * DOTS_PER_MM, box.y * DOTS_PER_MM];
    const size = { width: box.width * DOTS_PER_MM, height: box.height * DOTS_PER_MM };
    texts.push(readQr(cropped(page, { x, y, ...size })) ?? `nothing at ${index}`);
    // The gates of this process go on meanwhile.
    await new Promise((resolve) => setImmediate(resolve));
  }
  raster.close();
  return texts;
}
