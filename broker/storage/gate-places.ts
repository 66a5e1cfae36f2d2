import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { GateId } from '#core/units/ids.js';
import type { GatePlace } from '../ledger/ledger-store.js';
import { queriesOn } from './queries.js';

/** Where the gates stand. A gate never moves, so each is asked for once. */
export class GatePlaces {
  readonly #database: SqlDatabase;
  readonly #places = new Map<GateId, GatePlace>();

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  of(gates: readonly GateId[]): Promise<ReadonlyMap<GateId, GatePlace>> {
    const unknown = gates.filter((gate) => !this.#places.has(gate));
    return unknown.length === 0 ? Promise.resolve(this.#places) : this.#read(unknown);
  }

  async #read(gates: readonly GateId[]): Promise<ReadonlyMap<GateId, GatePlace>> {
    const rows = await queriesOn(this.#database)
      .selectFrom('gates as g')
      .innerJoin('compounds as c', 'c.id', 'g.compound')
      .select(['g.id as gate', 'g.compound', 'c.timezone'])
      .where('g.id', 'in', [...new Set(gates)])
      .execute();
    for (const place of rows) this.#places.set(place.gate, place);
    return this.#places;
  }
}
