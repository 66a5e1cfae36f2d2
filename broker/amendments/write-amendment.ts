import type { AmendmentRuling } from '#core/amend/rule-amendment.js';
import type { Effect } from '#core/rules/rule.js';
import { alarmChanges } from '../ledger/alarm-changes.js';
import { amendmentHash } from '../ledger/amendment-chain.js';
import { saidPart } from '../ledger/amendment-parts.js';
import type { AmendableHousehold, AmendmentFacts, AmendmentWrites } from '../ledger/amendment-store.js';
import { chainStart } from '../ledger/chain.js';
import { presentedOf, readingOf, readingPart } from '../ledger/entry-parts.js';
import { recordOf } from '../ledger/entry-row.js';
import type { AlarmChange } from '../ledger/ledger-store.js';
import type { Salts } from '../ledger/salts.js';
import type { AmendmentRow } from '../storage/amendment-schema.js';
import { amendmentStep, entryName, stateOf } from '../storage/household-history.js';
import type { AmendmentArrival } from './amendment-arrival.js';

/** Everything an amendment writes, once it is judged. Pure, but for the salts. */
export function writeAmendment(
  { arrival, ruling }: { readonly arrival: AmendmentArrival; readonly ruling: AmendmentRuling },
  facts: AmendmentFacts,
  salts: Pick<Salts, 'next'>,
): AmendmentWrites {
  const row = newRow({ arrival, ruling, facts, salts });
  const { journal, entry, household } = facts;
  return {
    row,
    journal: {
      journal: arrival.entry.journal,
      number: journal.number,
      gate: journal.gate,
      topSeq: Math.max(journal.topSeq, row.seq ?? 0),
      lastEntry: row.id,
      hash: row.hash,
    },
    state:
      household === null
        ? null
        : {
            compound: entry.place.compound,
            key: household.key,
            state: stateAfter(row, { entry, household }),
            lastEntry: row.id,
          },
    alarms: alarmsOf({ arrival, ruling, facts, salts }),
  };
}

interface Judged {
  readonly arrival: AmendmentArrival;
  readonly ruling: AmendmentRuling;
  readonly facts: AmendmentFacts;
  readonly salts: Pick<Salts, 'next'>;
}

function newRow({ arrival, ruling, facts, salts }: Judged): AmendmentRow {
  const { request, said } = arrival;
  const { journal, entry, household } = facts;
  const { change } = ruling;
  const row = {
    id: facts.id,
    journal: journal.number,
    seq: arrival.seq,
    entry: entry.row.id,
    kind: request.kind,
    made_by: request.by,
    at: request.at,
    received_at: arrival.receivedAt,
    reason: arrival.reason,
    ...rulingColumns(ruling),
    place: change.kind === 'add' && change.place === 'then' ? placeOf(entry.row.id, household) : null,
    household: entry.row.household,
    pass: entry.row.pass,
    previous: household === null || household.lastEntry === 0 ? null : household.lastEntry,
    said: saidPart(said, salts.next()),
    reading: request.reading === null ? null : readingPart(request.reading, salts.next()),
    hash: '',
  } satisfies AmendmentRow;
  const before = journal.hash === '' ? chainStart(arrival.entry.journal, journal.gate) : journal.hash;
  return { ...row, hash: amendmentHash(before, row) };
}

function rulingColumns({
  change,
  noEffect,
  measured,
}: AmendmentRuling): Pick<AmendmentRow, 'change' | 'verdict' | 'verdict_reason' | 'no_effect'> {
  return {
    change: JSON.stringify(change),
    verdict: measured?.decided?.verdict ?? null,
    verdict_reason: measured?.decided?.reason ?? null,
    no_effect: noEffect === null ? null : JSON.stringify([noEffect.zh, noEffect.en]),
  };
}

/** The row right behind which effects of then stand: the last of the entry that has moved anything, as `foldHistory` does. */
function placeOf(entry: number, household: AmendableHousehold | null): number {
  const own = household?.history.steps.filter((step) => step.entry === entryName(entry)) ?? [];
  const moved = own.findLast(
    (step) =>
      step.kind === 'entry' ||
      (step.change.kind === 'add' && step.change.place === 'here' && step.change.effects.length > 0),
  );
  return moved?.id ?? entry;
}

function stateAfter(
  row: AmendmentRow,
  { entry, household }: { entry: AmendmentFacts['entry']; household: AmendableHousehold },
): AmendableHousehold['state'] {
  if (row.no_effect !== null || row.kind === 'acknowledge') return household.state;
  const { step } = amendmentStep({ ...row, effects: entry.row.effects });
  const { start, steps } = household.history;
  return stateOf({ start, steps: [...steps, step] });
}

/** Alarms are about the entry, and raised at the time of the amendment. */
function alarmsOf({ arrival, ruling, facts }: Judged): readonly AlarmChange[] {
  const effects: readonly Effect[] = ruling.change.kind === 'add' ? ruling.change.effects : [];
  const { row, place } = facts.entry;
  const origin = { journal: arrival.entry.journal, gate: place.gate, compound: place.compound };
  const content = { presented: presentedOf(row.presentation, null), reading: readingOf(row.reading) };
  const record = { ...recordOf(row, origin, content), at: arrival.request.at };
  return alarmChanges(effects, record, { reading: arrival.request.reading, knownAt: arrival.receivedAt });
}
