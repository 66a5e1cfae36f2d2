import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CompoundEnd, EndOfEpidemicRequest, EndReport, SignedReport } from '#core/api/retention.js';
import { canonicalJson } from '#core/canonical-json.js';
import { GateError } from '#core/errors/gate-error.js';
import type { Ed25519PrivateKey } from '#core/bindings/ed25519.js';
import type { Clock } from '#core/ports/clock.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { CompoundId } from '#core/units/ids.js';
import type { LedgerStore } from '../ledger/ledger-store.js';
import { nextBookVersion } from '../register/book-version.js';
import { queriesOn } from '../storage/queries.js';
import { countCompound } from './compound-end.js';
import { Eraser } from './eraser.js';
import { PERSONAL_TABLES } from './personal-tables.js';

interface EndTools {
  readonly database: SqlDatabase;
  readonly ledger: Pick<LedgerStore, 'settle' | 'forget'>;
  readonly clock: Clock;
  /** Signs the report. */
  readonly key: () => Ed25519PrivateKey;
  /** Forgets whatever names people in memory, on every node: passes that were checked, entries that were shown. */
  readonly forgetPeople: () => void;
  /** Deletes the older ledgers in the data folder; answers how many. */
  readonly deleteReplaced: () => Promise<number>;
  /** Where reports are kept. */
  readonly folder: string;
}

/**
 * The end of an epidemic: all personal data of compounds is erased for good; what stays are counts, verdicts and chains, and a
 * signed report of them.
 */
export class EndOfEpidemic {
  readonly #tools: EndTools;

  constructor(tools: EndTools) {
    this.#tools = tools;
  }

  /** @throws GateError `request-invalid` when the confirmation is another, `not-found` (compound) */
  async run({ compounds, confirm }: EndOfEpidemicRequest, author: string): Promise<SignedReport> {
    if (confirm !== compounds.join(',')) {
      throw new GateError('request-invalid', { problem: '"confirm" must repeat the ids of the compounds' });
    }
    const { database, ledger, clock } = this.#tools;
    await ledger.settle();
    const ends: CompoundEnd[] = [];
    for (const compound of compounds) ends.push(await countCompound(compound, queriesOn(database.reader)));
    for (const compound of compounds) await this.#erase(compound);
    const replacedDeleted = await this.#tools.deleteReplaced();
    this.#tools.forgetPeople();
    await this.#cleanFiles();
    return this.#signed({
      kind: 'gatehouse-end-of-epidemic',
      erasedAt: clock.now(),
      erasedBy: author,
      compounds: ends,
      replacedDeleted,
    });
  }

  async #erase(compound: CompoundId): Promise<void> {
    const { database, clock, ledger } = this.#tools;
    const eraser = new Eraser({ database, now: clock.now() });
    // Everything, also what a clock that runs ahead has dated later than now.
    const span = { compound, before: Number.MAX_SAFE_INTEGER };
    await eraser.temperatures(span);
    await eraser.persons(span);
    await eraser.alarms(span);
    await eraser.quarantine(span);
    await database.transaction(async (session) => {
      const queries = queriesOn(session);
      for (const table of PERSONAL_TABLES) {
        await queries.deleteFrom(table).where('compound', '=', compound).execute();
      }
      await nextBookVersion(compound, queries);
    });
    ledger.forget(compound);
  }

  /** What was deleted still stands in free pages and in the write-ahead log until they are written anew. */
  async #cleanFiles(): Promise<void> {
    const { database } = this.#tools;
    await database.script('vacuum');
    if (database.engine === 'sqlite') await database.script('pragma wal_checkpoint(truncate)');
  }

  async #signed(report: EndReport): Promise<SignedReport> {
    const key = this.#tools.key();
    const signature = key.sign(new TextEncoder().encode(canonicalJson(report)));
    const signed: SignedReport = {
      report,
      signature: Buffer.from(signature).toString('base64url'),
      key: { ...key.publicKey.toJwk() },
    };
    await mkdir(this.#tools.folder, { recursive: true, mode: 0o700 });
    const name = `end-of-epidemic-${new Date(report.erasedAt).toISOString().replaceAll(/[:.]/g, '')}.json`;
    await writeFile(join(this.#tools.folder, name), `${JSON.stringify(signed, null, 2)}\n`);
    return signed;
  }
}
