import type { Clock } from '#core/ports/clock.js';
import { MINUTE, type Instant, type Milliseconds } from '#core/units/instant.js';

/** One time the service told: it was `told` there at some moment between `askedAt` and now, both monotonic. */
export interface TimeSighting {
  readonly told: Instant;
  readonly askedAt: Milliseconds;
}

export interface GateClockOptions {
  readonly clock: Clock;
  /** NTP keeps this machine's clock. */
  readonly isSynced: boolean;
  /** No time is earlier than this: the newest of build time and last journal time. */
  readonly floor: Instant;
}

/** An answer that was under way for longer says too little about the time. */
const LONGEST_ROUND_TRIP = 2_000;

/** Crystals drift, so a sighting is replaced by a worse one after this while. */
const SIGHTING_LASTS = 10 * MINUTE;

/**
 * The gate's time (DESIGN section 3, Clock): that of a machine with NTP, else that of the service once it has been seen,
 * else a floor that moves with monotonic time. It follows monotonic time in between, so a stepped system clock does not
 * move it.
 */
export class GateClock {
  readonly #clock: Clock;
  readonly #isSynced: boolean;
  /** Gate time minus monotonic time. */
  #offset: Milliseconds;
  #sightedAt: Milliseconds | null = null;

  constructor({ clock, isSynced, floor }: GateClockOptions) {
    this.#clock = clock;
    this.#isSynced = isSynced;
    this.#offset = floor - clock.monotonic();
  }

  get state(): 'synced' | 'floor' {
    return this.#isSynced || this.#sightedAt !== null ? 'synced' : 'floor';
  }

  /** Whole milliseconds. */
  now(): Instant {
    return this.at(this.#clock.monotonic());
  }

  /** The gate time of a monotonic moment. */
  at(moment: Milliseconds): Instant {
    const offset = this.#isSynced ? this.#clock.now() - this.#clock.monotonic() : this.#offset;
    return Math.round(moment + offset);
  }

  /**
   * Learns from the service. What it told is already a little old, so the sighting that is furthest ahead is the best; a
   * repeated old answer can therefore never set the clock back.
   */
  sight({ told, askedAt }: TimeSighting): void {
    const now = this.#clock.monotonic();
    if (this.#isSynced || now - askedAt > LONGEST_ROUND_TRIP) return;
    const offset = told - now;
    const isStale = this.#sightedAt === null || now - this.#sightedAt >= SIGHTING_LASTS;
    if (!isStale && offset <= this.#offset) return;
    this.#offset = offset;
    this.#sightedAt = now;
  }
}
