import { systemEntropy } from '#core/bindings/system-entropy.js';
import { keyRingOf } from '#core/pass/pass-key.js';
import { PassVerifier } from '#core/pass/pass-verifier.js';
import type { Clock } from '#core/ports/clock.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { askedByQr } from '#broker/ledger/credential-lookup.js';
import { Ledger } from '#broker/ledger/ledger.js';
import type { LedgerStore } from '#broker/ledger/ledger-store.js';
import { SqliteLedgerStore } from '#broker/storage/sqlite-ledger-store.js';

/** A ledger on a store, with verifier that knows no key unless told one. */
export function ledgerWith(
  store: LedgerStore,
  clock: Clock,
  verifier = new PassVerifier(keyRingOf([]), { capacity: 100, keep: askedByQr }),
): Ledger {
  return new Ledger({ store, clock, entropy: systemEntropy, verifier });
}

/** A ledger on SQLite with its store. */
export async function ledgerOn(
  database: SqlDatabase,
  clock: Clock,
): Promise<{ readonly ledger: Ledger; readonly store: SqliteLedgerStore }> {
  const store = await SqliteLedgerStore.open(database);
  return { store, ledger: ledgerWith(store, clock) };
}
