import { sql } from 'kysely';
import { queriesOn, type Queries } from '../storage/queries.js';
import { seqsText, type CheckTools } from './check-tools.js';
import type { ExaminedJournal } from './frame.js';
import type { JournalWalk } from './journal-walk.js';

/** Gaps and doubles that are named for each journal. */
const NAMED = 20;

/**
 * Everything that takes a `seq` of a gate's journal, as a query of `journal` and `seq`. What a gate numbers anew gets its
 * query here, joined by `union all`.
 */
const NUMBERED = sql`(
  select journal, seq from entries union all select journal, seq from amendments where seq is not null)`;

/** Seqs that are missing, which may still wait at their gate, and seqs that are there twice. */
export async function checkGaps(tools: CheckTools, walks: readonly JournalWalk[]): Promise<void> {
  const queries = queriesOn(tools.session);
  for (const { journal, topSeq, numbered } of walks) {
    if (numbered === 0) continue;
    if (numbered !== topSeq) await tellGaps(tools, queries, journal);
    for (const seq of await doubles(queries, journal)) {
      const place = { table: 'entries', gate: journal.gate, journal: journal.id, seq };
      tools.findings.breakage(place, 'seq', 'it is there more than once');
    }
  }
}

async function tellGaps(tools: CheckTools, queries: Queries, journal: ExaminedJournal): Promise<void> {
  const gaps = await gapsOf(queries, journal);
  const place = { table: 'entries', gate: journal.gate, journal: journal.id };
  for (const { first, last } of gaps.slice(0, NAMED)) {
    const seqs = seqsText(first, last);
    tools.findings.warn(place, `missing ${seqs} of gate ${journal.gate}: still at the gate, or lost there`);
  }
  if (gaps.length > NAMED) tools.findings.warn(place, 'more seqs are missing');
}

interface Gap {
  readonly first: number;
  readonly last: number;
}

/** By look-ups in the index, so that memory does not grow with the journal. */
async function gapsOf(queries: Queries, journal: ExaminedJournal): Promise<readonly Gap[]> {
  const found = await sql<Gap>`
    select (select coalesce(max(before.seq), 0) from ${NUMBERED} as before
        where before.journal = ${journal.number} and before.seq < here.seq) + 1 as first,
      here.seq - 1 as last
    from ${NUMBERED} as here
    where here.journal = ${journal.number} and here.seq > 1 and not exists (
      select 1 from ${NUMBERED} as before where before.journal = here.journal and before.seq = here.seq - 1)
    order by here.seq limit ${NAMED + 1}`.execute(queries);
  return found.rows;
}

async function doubles(queries: Queries, journal: ExaminedJournal): Promise<readonly number[]> {
  const found = await sql<{ seq: number }>`
    select seq from ${NUMBERED} as here where journal = ${journal.number}
    group by seq having count(*) > 1 order by seq limit ${NAMED}`.execute(queries);
  return found.rows.map(({ seq }) => seq);
}
