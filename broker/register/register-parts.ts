import type { Central, Entries } from '#core/api/central.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { RegisterExports } from '../exports/register-exports.js';
import { RegisterImports } from '../imports/register-imports.js';
import type { LedgerStore } from '../ledger/ledger-store.js';
import type { ServiceTools } from '../service-tools.js';
import { CardRegister } from './card-register.js';
import { HouseholdRegister } from './household-register.js';
import { PassRegister } from './pass-register.js';
import { ResidentDetailsRegister } from './resident-details-register.js';
import { SealRegister } from './seal-register.js';
import type { SigningKeys } from './signing-keys.js';

interface RegisterTools extends ServiceTools {
  readonly database: SqlDatabase;
  readonly entries: Entries;
  readonly ledger: LedgerStore;
  readonly keys: SigningKeys;
}

/** The parts of the register: households, passes, single residents, seals, files in and files out. */
export function registerParts(
  tools: RegisterTools,
): Pick<Central, 'households' | 'passes' | 'cards' | 'keys' | 'residents' | 'seals' | 'imports' | 'exports'> {
  return {
    households: new HouseholdRegister(tools),
    passes: new PassRegister(tools),
    cards: new CardRegister(tools),
    keys: tools.keys,
    residents: new ResidentDetailsRegister(tools),
    seals: new SealRegister(tools),
    imports: new RegisterImports(tools),
    exports: new RegisterExports(tools),
  };
}
