import type { BoundCard } from '#core/api/cards.js';
import { GateError } from '#core/errors/gate-error.js';
import { normaliseCard } from '#core/pass/card-number.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { PassId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { ServiceTools } from '../service-tools.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import type { CardRow, PassRow } from '../storage/schema.js';
import { nextBookVersion } from './book-version.js';

interface CardTools extends ServiceTools {
  readonly database: SqlDatabase;
}

type Standing = Pick<PassRow, 'compound' | 'revoked' | 'expires'>;

/** Which cards stand for which passes. A pass may have several cards, a card has one pass. */
export class CardRegister {
  readonly #tools: CardTools;

  constructor(tools: CardTools) {
    this.#tools = tools;
  }

  /** The cards of a pass in the order of binding. @throws GateError `not-found` */
  async of(pass: PassId): Promise<readonly BoundCard[]> {
    const queries = queriesOn(this.#tools.database.reader);
    await demandPass(pass, queries);
    const rows = await queries
      .selectFrom('cards')
      .selectAll()
      .where('pass', '=', pass)
      .orderBy('bound_at')
      .orderBy('card')
      .execute();
    return rows.map(toldCard);
  }

  /**
   * From the next entry on the card stands for the pass. One that is bound to a pass which is revoked or over may be given
   * to another.
   * @throws GateError `card-invalid`, `not-found` (pass), `card-pass-over`, `card-bound`
   */
  async bind(pass: PassId, text: string, author: string): Promise<BoundCard> {
    const card = demandCard(text);
    const { database, clock } = this.#tools;
    const now = clock.now();
    return database.transaction(async (session) => {
      const queries = queriesOn(session);
      const standing = await demandPass(pass, queries);
      if (isOver(standing, now)) throw new GateError('card-pass-over', { pass });
      const { compound } = standing;
      await nextBookVersion(compound, queries);
      const row: CardRow = { card, pass, compound, bound_at: now, bound_by: author };
      // Waits for whoever binds the same card at another node, so that the look behind it sees what they did.
      await queries
        .insertInto('cards')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return toldCard(await this.#taken(row, queries));
    });
  }

  /** @throws GateError `card-invalid`, `not-found` (pass, or the card is not bound to it) */
  async unbind(pass: PassId, text: string): Promise<void> {
    const card = demandCard(text);
    await this.#tools.database.transaction(async (session) => {
      const queries = queriesOn(session);
      const { compound } = await demandPass(pass, queries);
      await nextBookVersion(compound, queries);
      const removed = await queries
        .deleteFrom('cards')
        .where('card', '=', card)
        .where('pass', '=', pass)
        .executeTakeFirst();
      if (removed.numDeletedRows === 0n)
        throw new GateError('not-found', { kind: 'card of this pass', id: card });
    });
  }

  /** The row as it stands after it was to be added: its own, or one it may take over. */
  async #taken(row: CardRow, queries: Queries): Promise<CardRow> {
    const { card, pass, bound_at: now } = row;
    const held = await queries.selectFrom('cards').selectAll().where('card', '=', card).executeTakeFirst();
    if (held === undefined || held.pass === pass) return held ?? row;
    if (!isOver(await demandPass(held.pass, queries), now)) {
      throw new GateError('card-bound', { card, pass: held.pass });
    }
    await queries.updateTable('cards').set(row).where('card', '=', card).execute();
    // What the gates there know of the card has changed too.
    if (held.compound !== row.compound) await nextBookVersion(held.compound, queries);
    return row;
  }
}

function demandCard(text: string): string {
  const card = normaliseCard(text);
  if (card === null) throw new GateError('card-invalid', { text: text.slice(0, 64) });
  return card;
}

async function demandPass(pass: PassId, queries: Queries): Promise<Standing> {
  const row = await queries
    .selectFrom('passes')
    .select(['compound', 'revoked', 'expires'])
    .where('id', '=', pass)
    .executeTakeFirst();
  if (row === undefined) throw new GateError('not-found', { kind: 'pass', id: pass });
  return row;
}

function isOver({ revoked, expires }: Standing, now: Instant): boolean {
  return revoked === 1 || (expires !== null && expires <= now);
}

function toldCard({ card, pass, bound_at: boundAt, bound_by: boundBy }: CardRow): BoundCard {
  return { card, pass, boundAt, boundBy };
}
