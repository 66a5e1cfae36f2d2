import { HouseholdSchema, type Household } from '#core/api/register.js';
import { pageOf } from '#core/api/paging.js';
import type { PassKind } from '#core/pass/pass.js';
import type { CompoundId, HouseholdId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import { demand, valueChecker } from '#core/wire/parse-message.js';
import type { ApiClient } from '../api-client.js';
import { progressOf } from '../progress.js';
import type { Terminal } from '../terminal.js';

/** Which households are to have a pass of the kind. */
export interface IssueMany {
  readonly compound: CompoundId;
  readonly kind: PassKind;
  /** Null: of every building. */
  readonly building: string | null;
  /** Also where there is one: the new pass takes its place. */
  readonly again: boolean;
  readonly now: Instant;
}

const PAGE = 500;
const checkPage = valueChecker(pageOf(HouseholdSchema));

/** Issues a pass to every household that has none of its kind, or to all of them again; answers how many, and how many had one. */
export async function issueMissing(
  many: IssueMany,
  api: ApiClient,
  terminal: Terminal,
): Promise<{ readonly issued: number; readonly had: number }> {
  const missing: HouseholdId[] = [];
  let had = 0;
  for await (const household of householdsOf(many, api)) {
    const isServed = hasPass(household, many);
    if (isServed) had += 1;
    if (!isServed || many.again) missing.push(household.id);
  }
  const progress = progressOf(terminal, 'passes');
  try {
    for (const [index, household] of missing.entries()) {
      const { compound, kind } = many;
      await api.send({ method: 'POST', path: '/passes', body: { compound, household, kind } });
      progress.update(index + 1, missing.length);
    }
  } finally {
    progress.stop();
  }
  return { issued: missing.length, had };
}

async function* householdsOf({ compound, building }: IssueMany, api: ApiClient): AsyncGenerator<Household> {
  let after = '';
  for (;;) {
    const path = `/households?compound=${compound}&limit=${PAGE}${after}`;
    const { items, next } = demand(checkPage(await api.send({ method: 'GET', path })), 'page', '/households');
    for (const one of items) if (building === null || one.id.startsWith(`${building}-`)) yield one;
    if (next === null) return;
    after = `&after=${encodeURIComponent(next)}`;
  }
}

function hasPass({ passes }: Household, { kind, now }: IssueMany): boolean {
  return passes.some(
    (one) => one.kind === kind && !one.revoked && (one.expires === null || one.expires > now),
  );
}
