import type { Central, Entries } from '#core/api/central.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { RegisterExports } from '../exports/register-exports.js';
import { RegisterImports } from '../imports/register-imports.js';
import type { ServiceTools } from '../service-tools.js';
import { ResidentDetailsRegister } from './resident-details-register.js';
import { SealRegister } from './seal-register.js';

interface RegisterTools extends ServiceTools {
  readonly database: SqlDatabase;
  readonly entries: Entries;
}

/** The parts of the register beside households and passes: single residents, seals, files in and files out. */
export function registerParts(
  tools: RegisterTools,
): Pick<Central, 'residents' | 'seals' | 'imports' | 'exports'> {
  return {
    residents: new ResidentDetailsRegister(tools),
    seals: new SealRegister(tools),
    imports: new RegisterImports(tools),
    exports: new RegisterExports(tools),
  };
}
