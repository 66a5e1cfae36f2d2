import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { compoundId, gateId, householdId, journalId, type CompoundId, type GateId } from '#core/units/ids.js';
import { DAY, MINUTE } from '#core/units/instant.js';
import type { Entry, Reading } from '#core/wire/entry.js';
import { GateStore } from '#broker/gates/gate-store.js';
import type { Ledger } from '#broker/ledger/ledger.js';
import type { LedgerStore } from '#broker/ledger/ledger-store.js';
import { CompoundRegister } from '#broker/register/compound-register.js';
import { HouseholdRegister } from '#broker/register/household-register.js';
import { PassRegister } from '#broker/register/pass-register.js';
import { loadSigningKeys, type SigningKeys } from '#broker/register/signing-keys.js';
import { migrate } from '#broker/storage/migrate.js';
import { MIGRATIONS } from '#broker/storage/migrations.js';
import { SqliteLedgerStore } from '#broker/storage/sqlite-ledger-store.js';
import { ManualClock } from '../../support/manual-clock.js';
import { entryOf, readingOf } from './entries.js';
import { ledgerWith } from './ledger.js';

/** 09:00 on Monday 5 January 2026 in Shanghai. */
export const MORNING = Date.UTC(2026, 0, 5, 1);
export const GARDEN = compoundId('garden');
export const RIVER = compoundId('river');

/** Each gate has one journal. */
const GATES: readonly (readonly [GateId, CompoundId, string])[] = [
  [gateId('north'), GARDEN, '11111111-0000-4000-8000-000000000001'],
  [gateId('south'), GARDEN, '11111111-0000-4000-8000-000000000002'],
  [gateId('quay'), RIVER, '11111111-0000-4000-8000-000000000003'],
];

type Presented = Partial<Omit<Entry, 'journal' | 'seq' | 'at'>>;
type Credential = Entry['credential'];

/** A central database that real people have used: two compounds, three gates, and everything that can happen at them. */
export class LivedLedger {
  readonly database: SqlDatabase;
  readonly clock: ManualClock;
  readonly keys: SigningKeys;
  readonly #store: LedgerStore;
  readonly #ledger: Ledger;
  readonly #seqs = new Map<GateId, number>();
  readonly #qrs = new Map<string, string>();

  private constructor(parts: {
    database: SqlDatabase;
    clock: ManualClock;
    keys: SigningKeys;
    store: LedgerStore;
  }) {
    this.database = parts.database;
    this.clock = parts.clock;
    this.keys = parts.keys;
    this.#store = parts.store;
    this.#ledger = ledgerWith(parts.store, parts.clock, parts.keys.verifier);
  }

  /** On a migrated database; `store` is made once the tables are there. */
  static async on(
    database: SqlDatabase,
    openStore: (database: SqlDatabase) => Promise<LedgerStore> = (opened) => SqliteLedgerStore.open(opened),
  ): Promise<LivedLedger> {
    const clock = new ManualClock(MORNING);
    await migrate(database, MIGRATIONS, clock);
    const keys = await loadSigningKeys(database, { clock, entropy: systemEntropy });
    return new LivedLedger({ database, clock, keys, store: await openStore(database) });
  }

  get store(): LedgerStore {
    return this.#store;
  }

  /** Both compounds with their gates, and flats `1-1-1`, `1-1-2` and so on with a resident and a purchase pass each. */
  async furnish(flats: number): Promise<void> {
    const { database, clock } = this;
    const compounds = new CompoundRegister(database, clock);
    const gates = new GateStore({ database, clock, entropy: systemEntropy });
    const households = new HouseholdRegister({ database, clock, ledger: this.#store });
    const passes = new PassRegister({ database, clock, entropy: systemEntropy, keys: this.keys });
    for (const id of [GARDEN, RIVER]) await compounds.add({ id, name: id, timezone: 'Asia/Shanghai' });
    for (const [id, compound] of GATES) {
      await gates.add({ id, compound, name: id }, ({ timezone }) => gates.newCounts(timezone));
    }
    for (const compound of [GARDEN, RIVER]) {
      for (let room = 1; room <= flats; room += 1) {
        const household = householdId(`1-1-${room}`);
        await households.put(compound, household, { residents: [{ id: 'r1', name: `Resident ${room}` }] });
        const { qr } = await passes.issue({ compound, household, kind: 'purchase' });
        this.#qrs.set(`${compound}/${room}`, qr);
      }
    }
    const visitor = await passes.issue({ compound: GARDEN, kind: 'visitor' });
    this.#qrs.set('visitor', visitor.qr);
  }

  /** The gates of another ledger, of which this one is a copy, go on here. */
  goOnFrom(other: LivedLedger): void {
    for (const [gate, seq] of other.#seqs) this.#seqs.set(gate, seq);
  }

  qr(name: string): string {
    return this.#qrs.get(name) ?? '';
  }

  /** Presents something at a gate, now or late, and waits for the commit. */
  async present(gate: string, presented: Presented, skipSeqs = 0): Promise<string> {
    const id = gateId(gate);
    const journal = journalId(GATES.find(([known]) => known === id)?.[2] ?? '');
    const seq = (this.#seqs.get(id) ?? 0) + 1 + skipSeqs;
    this.#seqs.set(id, seq);
    const entry = entryOf({ journal, seq, at: this.clock.now(), ...presented });
    const [outcome] = await this.#ledger.decide([{ gate: id, entry, receivedAt: this.clock.now() + 12 }]);
    if (outcome?.kind !== 'recorded') throw new Error(`not recorded: ${JSON.stringify(outcome)}`);
    return outcome.decision.reason;
  }

  flat(room: number): Credential {
    return { kind: 'flat', value: `1-1-${room}` };
  }

  #reading(bodyC: number): Reading {
    return readingOf(bodyC, this.clock.now());
  }

  /** A day at all gates, for flats 1 to 4: outings, returns, fevers, refusals, an emergency, a gate that was alone. */
  async day(): Promise<void> {
    const step = async (gate: string, presented: Presented): Promise<void> => {
      await this.present(gate, { reading: this.#reading(36.5), ...presented });
      this.clock.set(this.clock.now() + MINUTE);
    };
    await step('north', { credential: this.flat(1) });
    await step('quay', { credential: { kind: 'qr', value: this.qr('river/1') } });
    await step('north', { credential: { kind: 'qr', value: this.qr('garden/2') } });
    await step('south', { credential: this.flat(3), reading: this.#reading(38.2) });
    await step('south', { credential: this.flat(3), reading: this.#reading(38.4) });
    await step('quay', { credential: this.flat(2), reading: this.#reading(37.9) });
    await step('quay', { credential: this.flat(2), reading: this.#reading(36.4) });
    await step('south', { credential: this.flat(1), direction: 'in' });
    await step('north', { credential: { kind: 'none', value: '' } });
    await step('north', { credential: { kind: 'qr', value: this.qr('visitor') }, reading: null });
    await step('north', { credential: { kind: 'qr', value: this.qr('visitor') } });
    await step('south', {
      credential: this.flat(2),
      purpose: 'emergency',
      emergency: 'illness',
      reading: null,
    });
    await step('quay', { credential: { kind: 'qr', value: this.qr('river/1') }, direction: 'in' });
    await step('south', { credential: this.flat(4), reading: this.#reading(28) });
    await step('south', {
      credential: this.flat(4),
      local: { verdict: 'allow', reason: 'ok', bookVersion: 3, decidedAt: this.clock.now() },
    });
  }

  /** Goes on to the next morning. */
  nextDay(): void {
    this.clock.set(this.clock.now() - ((this.clock.now() - MORNING) % DAY) + DAY);
  }
}

/** A lived ledger in a file of its own, as the service keeps it. */
export async function livedFile(): Promise<{
  readonly lived: LivedLedger;
  readonly folder: string;
  readonly path: string;
  readonly remove: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-lived-'));
  const path = join(folder, 'ledger.sqlite');
  const database = await openSqlite({ path, exclusive: true, readers: true });
  const lived = await LivedLedger.on(database);
  const remove = async (): Promise<void> => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { lived, folder, path, remove };
}
