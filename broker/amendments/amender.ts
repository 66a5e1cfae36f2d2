import type { Entropy } from '#core/ports/entropy.js';
import { saidOf } from '../ledger/amendment-parts.js';
import type { AmendmentFacts, AmendmentStore, DecidedAmendment } from '../ledger/amendment-store.js';
import { isErased, readingOf, readingPart } from '../ledger/entry-parts.js';
import { Salts } from '../ledger/salts.js';
import type { AmendmentRow } from '../storage/amendment-schema.js';
import type { AmendmentArrival, AmendmentOutcome } from './amendment-arrival.js';
import { amendmentRecord } from './amendment-record.js';
import { judgeAmendment } from './judge-amendment.js';
import { writeAmendment } from './write-amendment.js';

interface AmenderTools {
  readonly store: AmendmentStore;
  readonly entropy: Entropy;
}

/** Judges and records amendments, each in a transaction of its own. Idempotent on `(journal, seq)`. */
export class Amender {
  readonly #store: AmendmentStore;
  readonly #salts: Salts;

  constructor({ store, entropy }: AmenderTools) {
    this.#store = store;
    this.#salts = new Salts(entropy);
  }

  /** When it resolves, the amendment is committed, or nothing of it is. @throws GateError of the database */
  async amend(arrival: AmendmentArrival): Promise<AmendmentOutcome> {
    const { journal, seq: entry } = arrival.entry;
    const question = { journal, entry, seq: arrival.seq };
    const committed = await this.#store.amend(question, (facts) => this.#decide(arrival, facts));
    if (committed === null) return { kind: 'entry-missing' };
    const { answer, alarms } = committed;
    return answer.kind === 'recorded' ? { ...answer, alarms: alarms.flat() } : answer;
  }

  #decide(arrival: AmendmentArrival, facts: AmendmentFacts): DecidedAmendment<AmendmentOutcome> {
    const { place, row: entry } = facts.entry;
    if (arrival.gate !== null && facts.journal.gate !== arrival.gate) {
      return refused('its journal belongs to another gate');
    }
    if (facts.taken === 'entry') return refused('the ledger holds an entry under this journal and seq');
    if (facts.taken !== null) return repeat(facts.taken, { arrival, facts });
    const ruling = judgeAmendment(arrival, facts);
    const writes = writeAmendment({ arrival, ruling }, facts, this.#salts);
    const origin = { ...place, journal: arrival.entry.journal, entrySeq: entry.seq };
    const record = amendmentRecord(writes.row, origin);
    return { answer: { kind: 'recorded', record, alarms: [] }, writes };
  }
}

function refused(problem: string): DecidedAmendment<AmendmentOutcome> {
  return { answer: { kind: 'refused', problem }, writes: null };
}

function repeat(
  row: AmendmentRow,
  { arrival, facts }: { readonly arrival: AmendmentArrival; readonly facts: AmendmentFacts },
): DecidedAmendment<AmendmentOutcome> {
  const problem = isSame(row, arrival, facts.entry.row.id)
    ? null
    : 'the ledger holds another amendment under this journal and seq; the first one stands';
  return { answer: { kind: 'repeat', problem }, writes: null };
}

/** Whether the gate says the same again. What was erased can not differ any more. */
function isSame(row: AmendmentRow, { request, said, reason }: AmendmentArrival, entry: number): boolean {
  if (row.entry !== entry || row.kind !== request.kind || row.reason !== reason) return false;
  const known = saidOf(row.said);
  if (known !== null && JSON.stringify(known) !== JSON.stringify(said)) return false;
  return (row.reading !== null && isErased(row.reading)) || sameBody(row, request);
}

/** A gate without a clock has its readings moved to the time of receipt, so their moments are not compared. */
function sameBody(row: AmendmentRow, { reading }: AmendmentArrival['request']): boolean {
  const known = readingOf(row.reading);
  if (known === null || reading === null) return known === reading;
  return readingPart({ ...known, at: 0 }, '') === readingPart({ ...reading, at: 0 }, '');
}
