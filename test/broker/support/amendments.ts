import { systemEntropy } from '#core/bindings/system-entropy.js';
import type { NewAmendment } from '#core/api/amendments.js';
import type { GateId, JournalId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { Amendment } from '#core/wire/amendment.js';
import { Amender } from '#broker/amendments/amender.js';
import {
  arrivalOfController,
  arrivalOfGate,
  type AmendmentOutcome,
} from '#broker/amendments/amendment-arrival.js';
import type { AmendmentStore } from '#broker/ledger/amendment-store.js';
import { JOURNAL } from './entries.js';

/** The duty worker of the north gate voids entry 1, apart from what the case changes. */
export function amendmentOf(change: Partial<Amendment> & { readonly at: Instant }): Amendment {
  return {
    journal: JOURNAL,
    seq: 2,
    clock: 'synced',
    kind: 'void',
    entry: 1,
    worker: 'w-7',
    note: 'presented twice',
    reading: null,
    ...change,
  };
}

/** Amends on a store as gates and controllers do. */
export class AmendingDesk {
  readonly #amender: Amender;

  constructor(store: AmendmentStore) {
    this.#amender = new Amender({ store, entropy: systemEntropy });
  }

  gate(gate: GateId, amendment: Amendment, receivedAt: Instant = amendment.at): Promise<AmendmentOutcome> {
    return this.#amender.amend(arrivalOfGate(gate, amendment, receivedAt));
  }

  controller(
    entry: { readonly journal: JournalId; readonly seq: number },
    amendment: Pick<NewAmendment, 'kind'> & Partial<NewAmendment>,
    at: Instant,
  ): Promise<AmendmentOutcome> {
    const body = { note: 'seen on camera', ...amendment };
    return this.#amender.amend(arrivalOfController(entry, body, { author: 'chief', at }));
  }
}
