import type { Passes } from '#core/api/central.js';
import type { IssuedPass, NewPass } from '#core/api/register.js';
import { GateError } from '#core/errors/gate-error.js';
import { signQrPass } from '#core/pass/qr-pass.js';
import { newShortCode, printedShortCode } from '#core/pass/short-code.js';
import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { PassId } from '#core/units/ids.js';
import { MINUTE, SECOND } from '#core/units/instant.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import type { PassRow } from '../storage/schema.js';
import { nextBookVersion } from './book-version.js';
import { newPassId } from './pass-id.js';
import type { SigningKeys } from './signing-keys.js';

/** Who signs the passes, in the claim `iss` of every QR. */
const ISSUER = 'gatehouse';

/** A pass is valid at once, at a gate whose clock is a little behind too. */
const CLOCK_SLACK = 5 * MINUTE;

interface PassTools {
  readonly database: SqlDatabase;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly keys: SigningKeys;
}

/** What the QR of a pass says of it. */
export type SignedColumns = Pick<PassRow, 'id' | 'kind' | 'compound' | 'not_before' | 'expires'>;

/** Issues and revokes passes. */
export class PassRegister implements Passes {
  readonly #tools: PassTools;

  constructor(tools: PassTools) {
    this.#tools = tools;
  }

  /**
   * Issues a pass with its QR and short code. One issued again takes the place of the old: a household has one purchase
   * pass, and a resident one pass of each kind (DESIGN section 6).
   * @throws GateError `not-found` (compound, household, resident), `request-invalid`
   */
  async issue(request: NewPass): Promise<IssuedPass> {
    const row = this.#rowOf(request);
    demandSense(row);
    await this.#tools.database.transaction(async (session) => {
      const queries = queriesOn(session);
      await nextBookVersion(row.compound, queries);
      await demandHolder(row, queries);
      await revokeReplaced(row, queries);
      await queries.insertInto('passes').values(row).execute();
    });
    return { pass: row.id, qr: this.qrOf(row), code: printedShortCode(row.code) };
  }

  /** The text of the QR of a pass: the very same as at its issue, unless another key signs by now. */
  qrOf({ id: pass, kind, compound, not_before: notBefore, expires }: SignedColumns): string {
    const claims = { issuer: ISSUER, pass, kind, compound, notBefore, expires };
    return signQrPass(claims, this.#tools.keys.current);
  }

  /** Takes effect with the next entry. A pass that is revoked already stays so. */
  async revoke(pass: PassId): Promise<void> {
    await this.#tools.database.transaction(async (session) => {
      const queries = queriesOn(session);
      const row = await queries
        .selectFrom('passes')
        .select('compound')
        .where('id', '=', pass)
        .executeTakeFirst();
      if (row === undefined) throw new GateError('not-found', { kind: 'pass', id: pass });
      await queries.updateTable('passes').set({ revoked: 1 }).where('id', '=', pass).execute();
      await nextBookVersion(row.compound, queries);
    });
  }

  #rowOf(request: NewPass): PassRow {
    const { clock, entropy } = this.#tools;
    const now = clock.now();
    return {
      id: newPassId(entropy),
      compound: request.compound,
      kind: request.kind,
      household: request.household ?? null,
      resident: request.resident ?? null,
      not_before: wholeSecond(request.notBefore ?? now - CLOCK_SLACK),
      expires: request.expires === undefined ? null : wholeSecond(request.expires),
      weekdays: request.weekdays === undefined ? null : JSON.stringify(request.weekdays),
      hours_from: request.hours?.from ?? null,
      hours_to: request.hours?.to ?? null,
      revoked: 0,
      code: newShortCode(entropy),
      issued_at: now,
    };
  }
}

/** A QR says whole seconds, and the register says the same. */
function wholeSecond(at: number): number {
  return Math.floor(at / SECOND) * SECOND;
}

function demandSense(row: PassRow): void {
  const fault = senseFault(row);
  if (fault !== null) throw new GateError('request-invalid', { problem: fault });
}

function senseFault(row: PassRow): string | null {
  if (row.kind === 'purchase' && row.household === null) return 'a purchase pass needs a household';
  if (row.resident !== null && row.household === null) return 'a resident needs a household';
  if (row.expires !== null && row.expires <= row.not_before) return 'the pass would expire before it begins';
  return null;
}

async function demandHolder(row: PassRow, queries: Queries): Promise<void> {
  const { compound, household, resident } = row;
  if (household === null) return;
  const found = await queries
    .selectFrom('households')
    .select('id')
    .where('compound', '=', compound)
    .where('id', '=', household)
    .executeTakeFirst();
  if (found === undefined) throw new GateError('not-found', { kind: 'household', id: household });
  if (resident === null) return;
  const person = await queries
    .selectFrom('residents')
    .select('id')
    .where('compound', '=', compound)
    .where('household', '=', household)
    .where('id', '=', resident)
    .executeTakeFirst();
  if (person === undefined) throw new GateError('not-found', { kind: 'resident', id: resident });
}

async function revokeReplaced(row: PassRow, queries: Queries): Promise<void> {
  const { compound, household, kind, resident } = row;
  if (household === null || (kind !== 'purchase' && resident === null)) return;
  const replaced = queries
    .updateTable('passes')
    .set({ revoked: 1 })
    .where('compound', '=', compound)
    .where('household', '=', household)
    .where('kind', '=', kind);
  if (kind === 'purchase') await replaced.execute();
  else await replaced.where('resident', '=', resident).execute();
}
