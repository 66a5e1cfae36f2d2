import type { Instant, Milliseconds } from '#core/units/instant.js';

/** The module repeats a card every 65 ms; 300 ms without it mean that it was taken away (devices.md 4.1). */
export const CARD_GONE_AFTER: Milliseconds = 300;

/** Numbers that eight modules gave without any card, each with a valid checksum (devices.md 4.1, Tasmota issue 9522). */
const GHOSTS: ReadonlySet<string> = new Set([
  '0000000000',
  '000000078F',
  '00F00000F0',
  'F000060007',
  'B59A99E5A9',
  '4FFB388FFF',
  'DA9386B5EA',
  'DAEF6FEE2B',
]);

interface Seen {
  reads: number;
  lastAt: Instant;
}

export type CardNews = 'presented' | 'again' | 'first-read' | 'ghost';

/** Which cards lie in the reader's field. A card counts when it was read often enough in a row. */
export class CardField {
  readonly #needed: number;
  readonly #seen = new Map<string, Seen>();

  constructor(needed: number) {
    this.#needed = needed;
  }

  /** @param key the number together with the frame's variant: a damaged frame may pass as another variant. */
  read(number: string, key: string, now: Instant): CardNews {
    if (GHOSTS.has(number)) return 'ghost';
    const seen = this.#seen.get(key) ?? { reads: 0, lastAt: now };
    this.#seen.set(key, seen);
    seen.reads += 1;
    seen.lastAt = now;
    if (seen.reads < this.#needed) return 'first-read';
    return seen.reads === this.#needed ? 'presented' : 'again';
  }

  /** Forgets the cards that are gone; tells for each whether it had been presented. */
  expire(now: Instant): boolean[] {
    const gone = [...this.#seen].filter(([, seen]) => now >= seen.lastAt + CARD_GONE_AFTER);
    for (const [key] of gone) this.#seen.delete(key);
    return gone.map(([, seen]) => seen.reads >= this.#needed);
  }

  /** When `expire` has something to do next. */
  get deadline(): Instant | null {
    const times = [...this.#seen.values()].map((seen) => seen.lastAt);
    return times.length === 0 ? null : Math.min(...times) + CARD_GONE_AFTER;
  }
}
