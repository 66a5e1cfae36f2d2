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
    const counts = this.#counts.get(counted.gate) ?? NOTHING;
    this.#counts.set(counted.gate, plus(counts, counted, when.times ?? 1));
  }

  of(gate: GateId, now: Instant): TodayCounts {
    this.#turn(now);
    return this.#counts.get(gate) ?? NOTHING;
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

const NOTHING: TodayCounts = {
  out: 0,
  in: 0,
  verdicts: { allow: 0, deny: 0, retake: 0, fever: 0, fault: 0 },
};

/** `out` and `in` count people who passed: allowed ones, and going in those with fever, who are never shut out. */
function plus(counts: TodayCounts, counted: Counted, times: number): TodayCounts {
  const { direction, verdict } = counted;
  const passed = verdict === 'allow' || (verdict === 'fever' && direction === 'in');
  const verdicts = { ...counts.verdicts, [verdict]: counts.verdicts[verdict] + times };
  return { ...counts, [direction]: counts[direction] + (passed ? times : 0), verdicts };
}
