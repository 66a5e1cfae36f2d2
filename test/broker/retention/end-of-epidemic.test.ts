import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importPassPublicKey } from '#core/bindings/ed25519.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { openSqliteSnapshot } from '#core/bindings/sqlite-snapshot.js';
import { canonicalJson } from '#core/canonical-json.js';
import { householdId } from '#core/units/ids.js';
import { DAY } from '#core/units/instant.js';
import { examine } from '#broker/doctor/examine.js';
import { findingText } from '#broker/doctor/finding.js';
import { RegisterImports } from '#broker/imports/register-imports.js';
import { CardRegister } from '#broker/register/card-register.js';
import { HouseholdRegister } from '#broker/register/household-register.js';
import { PassRegister } from '#broker/register/pass-register.js';
import { ResidentDetailsRegister } from '#broker/register/resident-details-register.js';
import { SealRegister } from '#broker/register/seal-register.js';
import { deleteReplacedLedgers } from '#broker/retention/delete-replaced-ledgers.js';
import { Eraser } from '#broker/retention/eraser.js';
import { EndOfEpidemic } from '#broker/retention/end-of-epidemic.js';
import { queriesOn } from '#broker/storage/queries.js';
import { recordingLogger } from '../../dashboard/support/recording-logger.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { GARDEN, livedFile, RIVER } from '../support/lived-ledger.js';

const SENTINEL_NAME = '欧阳莎娃测';
const SENTINEL_FLAT = '77-7-7707';
const SENTINEL_PHONE = '13977707770';
const SENTINEL_CARD = 'C0FFEE7707';
const SENTINEL_NOTE = '透析，周三与周六';

const SENTINELS = [SENTINEL_NAME, SENTINEL_FLAT, SENTINEL_PHONE, SENTINEL_CARD, SENTINEL_NOTE];

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

  /** A contact, orders, an import, a pass with a card: every way in which the register names somebody. */
  const writeSentinels = async (): Promise<void> => {
    const { database, clock, keys } = file.lived;
    const tools = { database, clock, entropy: systemEntropy, logger: recordingLogger([]) };
    const household = householdId(SENTINEL_FLAT);
    const path = { compound: GARDEN, household, resident: 'r1' };
    const residents = new ResidentDetailsRegister(tools);
    await residents.setContact(path, { phone: SENTINEL_PHONE, relation: null, notes: SENTINEL_NOTE });
    await residents.setIsolation(path, { isolated: true, reason: SENTINEL_NOTE }, 'li');
    await residents.setIsolation(path, { isolated: false, reason: SENTINEL_NOTE }, 'li');
    const { pass } = await new PassRegister({ ...tools, keys }).issue({
      compound: GARDEN,
      household,
      kind: 'purchase',
    });
    await new CardRegister(tools).bind(pass, SENTINEL_CARD, 'li');
    const seals = new SealRegister(tools);
    await seals.set({ compound: GARDEN, household }, { sealed: true, reason: SENTINEL_NOTE }, 'li');
    const csv = `房号,姓名,电话\n${SENTINEL_FLAT},${SENTINEL_NAME},${SENTINEL_PHONE}\n1-1-1,${SENTINEL_NAME},12\n`;
    const imports = new RegisterImports(tools);
    const upload = { compound: GARDEN, name: 'a.csv', bytes: Buffer.from(csv), author: 'li', wait: true };
    const { id } = await imports.upload(upload);
    await imports.commit(id, {}, 'li');
    await imports.upload(upload);
  };

  it('at the end of an epidemic leaves no name, no flat and no pass in any file, and a report that can be checked', async () => {
    const { database, clock, store } = file.lived;
    const households = new HouseholdRegister({ database, clock, ledger: store });
    await households.put(GARDEN, householdId(SENTINEL_FLAT), {
      residents: [{ id: 'r1', name: SENTINEL_NAME }],
    });
    await writeSentinels();
    await file.lived.present('north', { credential: { kind: 'flat', value: SENTINEL_FLAT } });
    await store.settle();
    await mkdir(join(file.folder, 'replaced-2026-01-05'));
    await cp(file.path, join(file.folder, 'replaced-2026-01-05', 'ledger.sqlite'));
    for (const text of SENTINELS) expect(await filesWith(text), text).not.toEqual([]);
    const entries = (await rows()).length;
    const { report, signature, key } = await end().run(
      { compounds: [GARDEN, RIVER], confirm: 'garden,river' },
      'chief',
    );
    for (const text of SENTINELS) expect(await filesWith(text), text).toEqual([]);
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
