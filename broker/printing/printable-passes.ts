import { setImmediate } from 'node:timers/promises';
import { PRINT_LIMIT, type PrintRequest } from '#core/api/printing.js';
import { GateError } from '#core/errors/gate-error.js';
import { sql } from 'kysely';
import type { Clock } from '#core/ports/clock.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { KeyLimit, PassKeyId } from '#core/pass/pass-key.js';
import { keyOfQrPass } from '#core/pass/qr-pass.js';
import { compareFlats } from '#core/print/flat-order.js';
import type { PrintedPass } from '#core/print/printed-pass.js';
import { ZonedCalendar, type DayNumber } from '#core/units/calendar-day.js';
import type { CompoundId, PassId } from '#core/units/ids.js';
import { DAY, type Instant } from '#core/units/instant.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import type { PassRow } from '../storage/schema.js';
import { cardsOnPasses } from './cards-on-passes.js';
import { namesOnPasses, type NameOf } from './names-on-passes.js';

interface SourceTools {
  readonly database: SqlDatabase;
  readonly clock: Clock;
  /** What became of the key that has signed a QR. */
  readonly limitOf: (key: PassKeyId) => KeyLimit | undefined;
}

/** What a print request asks for, as it is in the register now. */
export interface PrintableBatch {
  readonly compound: string;
  /** Today in the compound's zone. */
  readonly today: string;
  readonly passes: readonly PrintedPass[];
}

/** Passes that are read before others may have a turn: some milliseconds, on a busy machine too. */
const AT_A_TIME = 20;

/**
 * Reads the passes of a request: named ones in their order, those of a building by unit and room.
 * @throws GateError `not-found`, `print-pass-invalid`, `request-invalid`
 */
export async function printablePasses(request: PrintRequest, tools: SourceTools): Promise<PrintableBatch> {
  const queries = queriesOn(tools.database);
  const compound = await queries
    .selectFrom('compounds')
    .select(['name', 'timezone'])
    .where('id', '=', request.compound)
    .executeTakeFirst();
  if (compound === undefined) throw new GateError('not-found', { kind: 'compound', id: request.compound });
  const now = tools.clock.now();
  const rows = await rowsOf(request, now, queries);
  const nameOf = request.names === true ? await namesOnPasses(rows, queries) : nobody;
  const cards = await cardsOnPasses(rows, queries);
  const calendar = new ZonedCalendar(compound.timezone);
  const passes: PrintedPass[] = [];
  for (const row of rows) {
    if (passes.length % AT_A_TIME === 0) await setImmediate();
    demandKey(row, now, tools);
    passes.push({ ...printed(row, calendar), name: nameOf(row), card: cards.get(row.id) ?? null });
  }
  return { compound: compound.name, today: dayText(calendar.dayOf(now)), passes };
}

/** A QR whose key counts no more would be turned away, however well the pass itself stands. */
function demandKey({ id, qr }: PassRow, now: Instant, { limitOf }: SourceTools): void {
  const key = keyOfQrPass(qr);
  const limit = key === null ? undefined : limitOf(key);
  if (limit === undefined) return;
  const isOver = limit.until !== null && limit.until <= now;
  const end = limit.revoked ? 'was revoked' : isOver ? 'is over' : null;
  if (end === null) return;
  throw new GateError('print-pass-invalid', { pass: id, problem: `is signed with a key that ${end}` });
}

const nobody: NameOf = () => null;

function rowsOf(request: PrintRequest, now: Instant, queries: Queries): Promise<readonly PassRow[]> {
  const { compound, passes, building } = request;
  if (passes !== undefined && building === undefined) return namedPasses(compound, { passes, now }, queries);
  if (passes === undefined && building !== undefined) {
    return passesOfBuilding(compound, { building, now }, queries);
  }
  throw new GateError('request-invalid', { problem: 'name either passes or a building' });
}

async function namedPasses(
  compound: CompoundId,
  { passes, now }: { readonly passes: readonly PassId[]; readonly now: Instant },
  queries: Queries,
): Promise<readonly PassRow[]> {
  const found = new Map<PassId, PassRow>();
  for (let from = 0; from < passes.length; from += AT_A_TIME) {
    const rows = await queries
      .selectFrom('passes')
      .selectAll()
      .where('compound', '=', compound)
      .where('id', 'in', passes.slice(from, from + AT_A_TIME))
      .execute();
    for (const row of rows) found.set(row.id, row);
  }
  return passes.map((id) => {
    const row = found.get(id);
    if (row === undefined) throw new GateError('not-found', { kind: 'pass', id });
    const problem = faultOf(row, now);
    if (problem !== null) throw new GateError('print-pass-invalid', { pass: id, problem });
    return row;
  });
}

function faultOf({ revoked, expires }: PassRow, now: Instant): string | null {
  if (revoked === 1) return 'was revoked';
  return expires !== null && expires <= now ? 'is over' : null;
}

async function passesOfBuilding(
  compound: CompoundId,
  { building, now }: { readonly building: string; readonly now: Instant },
  queries: Queries,
): Promise<readonly PassRow[]> {
  const prefix = `${building}-`;
  const rows = await queries
    .selectFrom('passes')
    .selectAll()
    .where('compound', '=', compound)
    .where(sql<boolean>`substr(household, 1, ${prefix.length}) = ${prefix}`)
    .where('revoked', '=', 0)
    .where((where) => where.or([where('expires', 'is', null), where('expires', '>', now)]))
    .limit(PRINT_LIMIT + 1)
    .execute();
  if (rows.length === 0) throw new GateError('not-found', { kind: 'valid pass of building', id: building });
  if (rows.length > PRINT_LIMIT) {
    throw new GateError('request-invalid', {
      problem: `more than ${PRINT_LIMIT} passes at a time are too many: name those to print`,
    });
  }
  return rows.sort((a, b) => compareFlats(a.household, b.household) || a.issued_at - b.issued_at);
}

type PlainPass = Omit<PrintedPass, 'name' | 'card'>;

function printed(row: PassRow, calendar: ZonedCalendar): PlainPass {
  return {
    pass: row.id,
    kind: row.kind,
    flat: row.household,
    code: row.code,
    qr: row.qr,
    firstDay: dayText(calendar.dayOf(row.not_before)),
    // The pass ends with the instant before: at midnight, the day before is the last one.
    lastDay: row.expires === null ? null : dayText(calendar.dayOf(row.expires - 1)),
  };
}

function dayText(day: DayNumber): string {
  return new Date(day * DAY).toISOString().slice(0, 'YYYY-MM-DD'.length);
}
