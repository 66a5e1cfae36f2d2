import type { EntryRecord } from '#core/api/entries.js';
import type {
  ListQuery,
  Lists,
  NextOutingItem,
  NotSeenOutItem,
  NotSeenQuery,
  Outside,
  Overdue,
  SpanQuery,
  TwoGatesItem,
  WorkerOverridesItem,
} from '#core/api/lists.js';
import type { Page } from '#core/api/paging.js';
import type { Clock } from '#core/ports/clock.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { EntryArchive } from '../entries/entry-archive.js';
import type { LedgerStore } from '../ledger/ledger-store.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import { compoundRules } from '../register/compound-rules.js';
import { nextOutingList } from './next-outing-list.js';
import { notSeenList, type CareMarks } from './not-seen-list.js';
import { outsideList, overdueList } from './outside-list.js';
import { overrideList } from './override-list.js';
import { twoGatesList } from './two-gates-list.js';

interface ListTools {
  readonly database: SqlDatabase;
  readonly ledger: Pick<LedgerStore, 'states'>;
  readonly entries: Pick<EntryArchive, 'conflicts'>;
  readonly clock: Clock;
  readonly careMarks: CareMarks;
}

/** Lists that are worked out of states and ledger. They read beside the writer, so that no decision waits for them. */
export class DerivedLists implements Lists {
  readonly #tools: ListTools;
  readonly #queries: Queries;

  constructor(tools: ListTools) {
    this.#tools = tools;
    this.#queries = queriesOn(tools.database.reader);
  }

  outside(query: ListQuery): Promise<Page<Outside>> {
    return outsideList(query, { ...this.#tools, queries: this.#queries });
  }

  overdue(query: ListQuery): Promise<Page<Overdue>> {
    return overdueList(query, this.#tools.clock.now(), { ...this.#tools, queries: this.#queries });
  }

  nextOutings(query: ListQuery): Promise<Page<NextOutingItem>> {
    const { ledger, clock } = this.#tools;
    return nextOutingList(query, { ledger, queries: this.#queries, now: clock.now() });
  }

  notSeenOut(query: NotSeenQuery): Promise<Page<NotSeenOutItem>> {
    const { careMarks, clock, database } = this.#tools;
    const { engine } = database;
    return notSeenList(query, { careMarks, engine, queries: this.#queries, now: clock.now() });
  }

  async conflicts(query: ListQuery): Promise<Page<EntryRecord>> {
    await compoundRules(query.compound, this.#queries);
    return this.#tools.entries.conflicts(query.compound, query);
  }

  overrides(query: SpanQuery): Promise<Page<WorkerOverridesItem>> {
    return overrideList(query, this.#tools.clock.now(), this.#queries);
  }

  passesAtTwoGates(query: SpanQuery): Promise<Page<TwoGatesItem>> {
    return twoGatesList(query, this.#tools.clock.now(), this.#queries);
  }
}
