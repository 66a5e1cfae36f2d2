import type { Entries, Exports } from '#core/api/central.js';
import type { EntryExportQuery, HouseholdExportQuery, OutgoingFile } from '#core/api/exports.js';
import { GateError } from '#core/errors/gate-error.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { demandCompound } from '../register/demand-compound.js';
import type { ServiceTools } from '../service-tools.js';
import { queriesOn } from '../storage/queries.js';
import { entryTable } from './entry-table.js';
import { householdTable } from './household-table.js';
import { outgoingTable } from './outgoing-table.js';

interface ExportTools extends ServiceTools {
  readonly database: SqlDatabase;
  readonly entries: Entries;
}

/** Files out of the register and the ledger; who took which, and why, goes to the log. */
export class RegisterExports implements Exports {
  readonly #tools: ExportTools;

  constructor(tools: ExportTools) {
    this.#tools = tools;
  }

  async households(query: HouseholdExportQuery, author: string): Promise<OutgoingFile> {
    const { compound, format = 'csv', full, reason = null } = query;
    const queries = queriesOn(this.#tools.database);
    const isFull = full === 'true';
    if (isFull && reason === null) {
      throw new GateError('request-invalid', { problem: 'query/full needs query/reason, which is logged' });
    }
    await demandCompound(compound, queries);
    const file = await outgoingTable(householdTable(query, queries), format, this.#tools.clock);
    this.#tools.logger.info({ compound, format, full: isFull, reason, author }, 'households were exported');
    return file;
  }

  async entries(query: EntryExportQuery, author: string): Promise<OutgoingFile> {
    const { compound, format = 'csv', gate } = query;
    const queries = queriesOn(this.#tools.database);
    const timezone = await demandCompound(compound, queries);
    const rows = await queries.selectFrom('gates').select('id').where('compound', '=', compound).execute();
    const all = rows.map(({ id }) => id);
    const gates = gate === undefined ? all : all.filter((id) => id === gate);
    if (gate !== undefined && gates.length === 0)
      throw new GateError('not-found', { kind: 'gate', id: gate });
    const { entries, clock, logger } = this.#tools;
    const file = await outgoingTable(entryTable(query, { entries, gates, timezone }), format, clock);
    logger.info({ compound, format, author }, 'entries were exported');
    return file;
  }
}
