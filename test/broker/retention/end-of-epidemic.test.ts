import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importPassPublicKey } from '#core/bindings/ed25519.js';
import { openSqliteSnapshot } from '#core/bindings/sqlite-snapshot.js';
import { canonicalJson } from '#core/canonical-json.js';
import { householdId } from '#core/units/ids.js';
import { DAY } from '#core/units/instant.js';
import { examine } from '#broker/doctor/examine.js';
import { findingText } from '#broker/doctor/finding.js';
import { HouseholdRegister } from '#broker/register/household-register.js';
import { deleteReplacedLedgers } from '#broker/retention/delete-replaced-ledgers.js';
import { Eraser } from '#broker/retention/eraser.js';
import { EndOfEpidemic } from '#broker/retention/end-of-epidemic.js';
import { queriesOn } from '#broker/storage/queries.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { GARDEN, livedFile, RIVER } from '../support/lived-ledger.js';

const SENTINEL_NAME = '欧阳莎娃测';
const SENTINEL_FLAT = '77-7-7707';

describe('erasing', () => {
  let file: Awaited<ReturnType<typeof livedFile>>;

  beforeEach(async () => {
    file = await livedFile();
    await file.lived.furnish(4);
    for (let day = 0; day < 4; day += 1) {
      await file.lived.day();
      file.lived.nextDay();
    }
  });
  afterEach(() => file.remove());

  const end = (): EndOfEpidemic => {
    const { database, store, clock, keys } = file.lived;
    return new EndOfEpidemic({
      ...{ database, ledger: store, clock, key: () => keys.current },
      forgetPeople: () => keys.verifier.forget(),
      deleteReplaced: () => deleteReplacedLedgers(file.folder),
      folder: join(file.folder, 'reports'),
    });
  };

  const findings = async (): Promise<string[]> => {
    await file.lived.store.settle();
    const snapshot = await openSqliteSnapshot(file.path);
    try {
      return (await examine(snapshot.session)).findings.map(findingText);
    } finally {
      await snapshot.close();
    }
  };

  const rows = () => queriesOn(file.lived.database).selectFrom('entries').selectAll().orderBy('id').execute();

  /** Every file of the folder that holds the text, as it stands on the disk. */
  const filesWith = async (text: string): Promise<string[]> => {
    const names = await readdir(file.folder, { recursive: true, withFileTypes: true });
    const found: string[] = [];
    for (const one of names.filter((name) => name.isFile())) {
      const bytes = await readFile(join(one.parentPath, one.name));
      if (bytes.includes(Buffer.from(text))) found.push(one.name);
    }
    return found;
  };

  it('temperatures by their age leaves everything else, and the doctor finds nothing broken', async () => {
    const { database, clock } = file.lived;
    const before = await rows();
    const half = clock.now() - 2 * DAY;
    const erased = await new Eraser({ database, now: clock.now() }).temperatures({
      compound: GARDEN,
      before: half,
    });
    const after = await rows();
    expect(erased).toBeGreaterThan(5);
    expect(after.filter(({ reading }) => reading?.startsWith('#') === true)).toHaveLength(erased);
    expect(after.map(({ verdict, presentation }) => [verdict, presentation])).toEqual(
      before.map(({ verdict, presentation }) => [verdict, presentation]),
    );
    expect(await findings()).toEqual([]);
  });

  it('who came leaves counts, chains and states as they were', async () => {
    const { database, clock, store } = file.lived;
    const flat = householdId('1-1-1');
    const before = await store.states(GARDEN, [flat]);
    const half = clock.now() - 2 * DAY;
    const eraser = new Eraser({ database, now: clock.now() });
    expect(await eraser.persons({ compound: GARDEN, before: half })).toBeGreaterThan(5);
    expect(await eraser.persons({ compound: GARDEN, before: half })).toBe(0);
    expect(await store.states(GARDEN, [flat])).toEqual(before);
    expect(await findings()).toEqual([]);
    expect((await rows()).some(({ household }) => household !== null)).toBe(true);
  });

  it('at the end of an epidemic leaves no name, no flat and no pass in any file, and a report that can be checked', async () => {
    const { database, clock, store } = file.lived;
    const households = new HouseholdRegister({ database, clock, ledger: store });
    await households.put(GARDEN, householdId(SENTINEL_FLAT), {
      residents: [{ id: 'r1', name: SENTINEL_NAME }],
    });
    await file.lived.present('north', { credential: { kind: 'flat', value: SENTINEL_FLAT } });
    await store.settle();
    await mkdir(join(file.folder, 'replaced-2026-01-05'));
    await cp(file.path, join(file.folder, 'replaced-2026-01-05', 'ledger.sqlite'));
    expect(await filesWith(SENTINEL_NAME)).not.toEqual([]);
    expect(await filesWith(SENTINEL_FLAT)).not.toEqual([]);
    const entries = (await rows()).length;
    const { report, signature, key } = await end().run(
      { compounds: [GARDEN, RIVER], confirm: 'garden,river' },
      'chief',
    );
    expect(await filesWith(SENTINEL_NAME)).toEqual([]);
    expect(await filesWith(SENTINEL_FLAT)).toEqual([]);
    expect(report.compounds.reduce((sum, one) => sum + one.entries, 0)).toBe(entries);
    expect(report).toMatchObject({
      erasedBy: 'chief',
      replacedDeleted: 1,
      compounds: [{ residents: 5 }, { residents: 4 }],
    });
    const publicKey = importPassPublicKey(Buffer.from(key['x'] ?? '', 'base64url'));
    const bytes = Buffer.from(signature, 'base64url');
    expect(publicKey.verify(Buffer.from(canonicalJson(report)), bytes)).toBe(true);
    expect(publicKey.verify(Buffer.from(canonicalJson({ ...report, erasedBy: 'x' })), bytes)).toBe(false);
    expect(await readdir(join(file.folder, 'reports'))).toHaveLength(1);
    expect(await findings()).toEqual([]);
  });

  it('goes on deciding afterwards, from nothing', async () => {
    await end().run({ compounds: [GARDEN], confirm: 'garden' }, 'chief');
    expect(await file.lived.present('north', { credential: { kind: 'flat', value: '1-1-1' } })).toBe(
      'pass-unknown',
    );
    expect(await file.lived.store.states(GARDEN, [householdId('1-1-1')])).toEqual(new Map());
    expect(await findings()).toEqual([]);
  });

  it('erases nothing without the confirmation, and names a compound that is not there', async () => {
    await expectGateError(
      () => end().run({ compounds: [GARDEN], confirm: 'yes' }, 'chief'),
      'request-invalid',
    );
    expect((await rows()).some(({ household }) => household !== null)).toBe(true);
  });
});
