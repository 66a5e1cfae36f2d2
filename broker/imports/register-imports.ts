import type { Imports, ImportUpload } from '#core/api/central.js';
import type { OutgoingFile } from '#core/api/exports.js';
import type { Import, ImportChange, ImportChangesQuery, ImportCommit } from '#core/api/imports.js';
import type { Page } from '#core/api/paging.js';
import { GateError } from '#core/errors/gate-error.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { parseChosenColumns } from '#core/register-file/chosen-columns.js';
import type { CompoundId } from '#core/units/ids.js';
import { demandCompound } from '../register/demand-compound.js';
import type { ServiceTools } from '../service-tools.js';
import { queriesOn } from '../storage/queries.js';
import type { ImportRecordRow } from '../storage/register-schema.js';
import { importChanges } from './import-changes.js';
import { ImportCheck } from './import-check.js';
import { EMPTY_REPORT, importOf } from './import-report.js';
import { ImportSettler } from './import-settler.js';
import { ImportStore } from './import-store.js';
import { rejectedFile } from './rejected-file.js';

interface ImportTools extends ServiceTools {
  readonly database: SqlDatabase;
}

/** The register from files: each is checked as a whole, then taken over in one transaction, and can be undone. */
export class RegisterImports implements Imports {
  readonly #tools: ImportTools;
  readonly #store: ImportStore;
  readonly #settler: ImportSettler;
  /** One check at a time: so the memory of imports is bounded, whatever people hand in. */
  #isBusy = false;

  constructor(tools: ImportTools) {
    this.#tools = tools;
    this.#store = new ImportStore(tools.database);
    this.#settler = new ImportSettler({ ...tools, store: this.#store });
  }

  async upload(upload: ImportUpload): Promise<Import> {
    parseChosenColumns(upload.mapping ?? '');
    if (this.#isBusy) throw new GateError('import-busy');
    this.#isBusy = true;
    const id = this.#tools.entropy.uuid();
    try {
      await demandCompound(upload.compound, queriesOn(this.#tools.database));
      await this.#store.forgetOld(this.#tools.clock.now());
      await this.#store.add(this.#newRow(id, upload));
    } catch (error) {
      this.#isBusy = false;
      throw error;
    }
    const check = new ImportCheck(id, upload, { ...this.#tools, store: this.#store });
    const done = check.run().finally(() => {
      this.#isBusy = false;
    });
    if (upload.wait) await done;
    return this.get(id);
  }

  async list(compound: CompoundId): Promise<readonly Import[]> {
    const rows = await this.#store.newest(compound);
    return rows.map((row) => importOf({ ...row, preview: null }, this.#tools.clock.now()));
  }

  async get(id: string): Promise<Import> {
    return importOf(await this.#store.find(id), this.#tools.clock.now());
  }

  async changes(id: string, query: ImportChangesQuery): Promise<Page<ImportChange>> {
    await this.#store.find(id);
    return importChanges(id, query, queriesOn(this.#tools.database));
  }

  async rejected(id: string): Promise<OutgoingFile> {
    return rejectedFile(await this.#store.find(id), this.#tools);
  }

  async commit(id: string, choice: ImportCommit, author: string): Promise<Import> {
    await this.#settler.commit(await this.#store.find(id), choice, author);
    return this.get(id);
  }

  async undo(id: string, author: string): Promise<Import> {
    await this.#settler.undo(await this.#store.find(id), author);
    return this.get(id);
  }

  #newRow(id: string, { compound, author, name }: ImportUpload): ImportRecordRow {
    const now = this.#tools.clock.now();
    return {
      id,
      compound,
      state: 'checking',
      author,
      file_name: name ?? 'file',
      created_at: now,
      heard_at: now,
      rows_read: 0,
      percent: 0,
      report: JSON.stringify(EMPTY_REPORT),
      preview: null,
      missing: null,
      committed_at: null,
      committed_by: null,
      undone_at: null,
      undone_by: null,
    };
  }
}
