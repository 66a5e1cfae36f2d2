import type { CancelTimer, Clock } from '#core/ports/clock.js';
import type { Milliseconds } from '#core/units/instant.js';
import type { Verdict } from '#core/wire/parts.js';
import { momentOf, SIGNAL_PATTERNS, type SignalPattern } from './signal-pattern.js';
import type { OutputChannel, SwitchBoard } from './switch-board.js';

interface Playing {
  readonly pattern: SignalPattern;
  readonly since: Milliseconds;
}

/**
 * Shows verdicts with lamps and buzzer. A new verdict takes the place of the one before, but a fever stays, together with
 * whatever is shown next, until it is acknowledged. Only live verdicts may come here, never those of replayed entries.
 */
export class SignalLight {
  readonly #board: SwitchBoard;
  readonly #clock: Clock;
  #current: Playing | null = null;
  #held: Playing | null = null;
  #cancelWake: CancelTimer = () => undefined;

  constructor(board: SwitchBoard, clock: Clock) {
    this.#board = board;
    this.#clock = clock;
  }

  start(): void {
    this.#board.start();
    this.#play();
  }

  show(verdict: Verdict): void {
    const playing = { pattern: SIGNAL_PATTERNS[verdict], since: this.#clock.monotonic() };
    const isHeld = playing.pattern.lasts === null;
    this.#current = isHeld ? null : playing;
    if (isHeld) this.#held = playing;
    this.#play();
  }

  /** Ends what is shown, a fever too. */
  acknowledge(): void {
    this.#current = null;
    this.#held = null;
    this.#play();
  }

  /** Everything off, for good. */
  async stop(): Promise<void> {
    this.#cancelWake();
    this.#current = null;
    this.#held = null;
    await this.#board.stop();
  }

  #play(): void {
    this.#cancelWake();
    const now = this.#clock.monotonic();
    if (this.#current !== null && isOver(this.#current, now)) this.#current = null;
    const playing = [this.#current, this.#held].filter((one) => one !== null);
    const moments = playing.map(({ pattern, since }) => momentOf(pattern, now - since));
    this.#board.set(new Set<OutputChannel>(moments.flatMap(({ on }) => on)));
    const changes = moments.map(({ changesIn }) => changesIn).filter((change) => change !== null);
    if (changes.length === 0) return;
    this.#cancelWake = this.#clock.after(Math.max(1, Math.ceil(Math.min(...changes))), () => this.#play());
  }
}

function isOver({ pattern, since }: Playing, now: Milliseconds): boolean {
  return pattern.lasts !== null && now - since >= pattern.lasts;
}
