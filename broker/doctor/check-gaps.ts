import { sql } from 'kysely';
import { queriesOn } from '../storage/queries.js';
import { seqsText, type CheckTools } from './check-tools.js';

/** Gaps and doubles that are named for each journal. */
const NAMED = 20;

/**
 * Everything that takes a `seq` of a gate's journal, as a query of `journal` and `seq`. What a gate numbers anew gets its
 * query here, joined by `union all`.
 */
const NUMBERED = sql`
  select journal, seq from entries union all select journal, seq from amendments where seq is not null`;

/** Rows that do not follow the one before them in their journal by one. */
interface Step {
  readonly journal: number;
  readonly seq: number;
  /** 0 before the first one. */
  readonly before: number;
  /** Counts the gaps, and the doubles, of each journal from 1. */
  readonly nth: number;
}

/**
 * Seqs that are missing, which may still wait at their gate, and seqs that are there twice. The database sorts the whole
 * ledger once by journal and seq, on its disk when that is too much for its memory.
 */
export async function checkGaps(tools: CheckTools): Promise<void> {
  const steps = await sql<Step>`
    select journal, seq, before, nth from (
      select journal, seq, before,
        row_number() over (partition by journal, case seq when before then 1 else 0 end order by seq) as nth
      from (
        select journal, seq, lag(seq, 1, 0) over (partition by journal order by seq) as before
        from (${NUMBERED}) as numbered) as following
      where seq <> before + 1) as steps
    where nth <= ${NAMED + 1} order by journal, seq, nth`.execute(queriesOn(tools.session));
  for (const step of steps.rows) tell(step, tools);
}

function tell({ journal: number, seq, before, nth }: Step, { frame, findings }: CheckTools): void {
  const journal = frame.journals.get(number);
  // What belongs to no journal is told with the chains.
  if (journal === undefined) return;
  const place = { table: 'entries', gate: journal.gate, journal: journal.id };
  if (seq === before) {
    findings.breakage({ ...place, seq }, 'seq', 'it is there more than once');
  } else if (nth > NAMED) {
    findings.warn(place, 'more seqs are missing');
  } else {
    const seqs = seqsText(before + 1, seq - 1);
    findings.warn(place, `missing ${seqs} of gate ${journal.gate}: still at the gate, or lost there`);
  }
}
