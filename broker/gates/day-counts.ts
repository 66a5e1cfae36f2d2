import type { EntryRecord } from '#core/api/entries.js';
import type { GateState } from '#core/api/gates.js';
import type { ZonedCalendar } from '#core/units/calendar-day.js';
import type { GateId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';

export type TodayCounts = GateState['today'];

/** What counts of an entry. */
export type Counted = Pick<EntryRecord, 'gate' | 'direction' | 'verdict'>;

interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** The counts of every gate of one compound for the compound's local day. They begin anew at its midnight. */
export class DayCounts {
  readonly #calendar: ZonedCalendar;
  #day: Span;
  readonly #counts = new Map<GateId, TodayCounts>();

  constructor(calendar: ZonedCalendar, now: Instant) {
    this.#calendar = calendar;
    this.#day = this.#dayOf(now);
  }

  /** IANA name of the zone whose midnight begins a day. */
  get zone(): string {
    return this.#calendar.zone;
  }

  /** The first instant of the local day. */
  dayStart(now: Instant): Instant {
    this.#turn(now);
    return this.#day.from;
  }

  /** Counts `times` such entries that happened at the instant; those of another day are left out. */
  add(
    counted: Counted,
    when: { readonly at: Instant; readonly now: Instant; readonly times?: number },
  ): void {
    this.#turn(when.now);
    if (when.at < this.#day.from || when.at >= this.#day.to) return;
    const times = when.times ?? 1;
    const counts = this.#counts.get(counted.gate) ?? nothing();
    counts.verdicts[counted.verdict] += times;
    if (hasPassed(counted)) counts[counted.direction] += times;
    this.#counts.set(counted.gate, counts);
  }

  /** Begins anew, to be filled from the ledger. */
  clear(): void {
    this.#counts.clear();
  }

  of(gate: GateId, now: Instant): TodayCounts {
    this.#turn(now);
    const counts = this.#counts.get(gate) ?? nothing();
    return { ...counts, verdicts: { ...counts.verdicts } };
  }

  #turn(now: Instant): void {
    if (now >= this.#day.from && now < this.#day.to) return;
    this.#day = this.#dayOf(now);
    this.#counts.clear();
  }

  #dayOf(now: Instant): Span {
    const day = this.#calendar.dayOf(now);
    return { from: this.#calendar.instantAt(day, 0), to: this.#calendar.instantAt(day + 1, 0) };
  }
}

function nothing(): TodayCounts {
  return { out: 0, in: 0, verdicts: { allow: 0, deny: 0, retake: 0, fever: 0, fault: 0 } };
}

/** `out` and `in` count people who passed: allowed ones, and going in those with fever, who are never shut out. */
function hasPassed({ verdict, direction }: Counted): boolean {
  return verdict === 'allow' || (verdict === 'fever' && direction === 'in');
}
