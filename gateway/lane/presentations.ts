import type { LanePresentation, ShownVerdict } from '#core/lane/lane-state.js';
import { plainVerdict } from '#core/lane/showing.js';
import type { CancelTimer, Clock } from '#core/ports/clock.js';
import type { Logger } from '#core/ports/logger.js';
import { isReason } from '#core/rules/reasons.js';
import type { LaneId } from '#core/units/ids.js';
import { MINUTE, type Milliseconds } from '#core/units/instant.js';
import type { Decision } from '#core/wire/decision.js';
import type { Entry } from '#core/wire/entry.js';
import { decideLocally, type OwnDecision } from '../decide-locally.js';
import type { GateClock } from '../gate-clock.js';
import type { Uplink } from '../uplink/uplink.js';
import { entryDraft } from './entry-draft.js';
import type { Recorder } from './recorder.js';

export interface PresentationParts {
  readonly clock: Clock;
  readonly gateClock: GateClock;
  readonly recorder: Pick<Recorder, 'append' | 'decideLocally'>;
  readonly uplink: Pick<Uplink, 'isLikelyUp' | 'submit' | 'release'>;
  readonly logger: Logger;
  readonly decisionDeadline: Milliseconds;
}

/** A decision that comes later than this is recorded and no longer shown. */
const SHOWN_UNTIL = MINUTE;

interface Open {
  readonly presentation: LanePresentation;
  /** As it is in the journal; null until it is there. */
  entry: Entry | null;
  hasLeft: boolean;
  local: OwnDecision | null;
  cancelTimers: CancelTimer[];
}

export type VerdictListener = (presentation: number, verdict: ShownVerdict) => void;

/**
 * The way of each presentation from the lane to its verdict: recorded first, then sent, then decided by the service, or by
 * the gate itself when the service cannot be asked in time. What has left undecided is never decided here: the service may
 * have it already.
 */
export class Presentations {
  readonly #lane: LaneId;
  readonly #parts: PresentationParts;
  readonly #onVerdict: VerdictListener;
  readonly #open = new Set<Open>();
  #isStopped = false;

  constructor(lane: LaneId, parts: PresentationParts, onVerdict: VerdictListener) {
    this.#lane = lane;
    this.#parts = parts;
    this.#onVerdict = onVerdict;
  }

  begin(presentation: LanePresentation): void {
    const open: Open = { presentation, entry: null, hasLeft: false, local: null, cancelTimers: [] };
    this.#open.add(open);
    // An emergency waits for nobody, and where the lane itself asks for a retake nothing is left to ask the service.
    const isSettled = presentation.emergency !== null || presentation.local !== null;
    if (isSettled || !this.#parts.uplink.isLikelyUp) this.#decideHere(open);
    else this.#await(open);
    void this.#record(open);
  }

  /** The link has come up: whoever waits for it is sent now. */
  linkUp(): void {
    for (const open of this.#open) this.#submit(open);
  }

  /** True when the decision is for one of this lane's presentations that somebody still waits for. */
  decided(decision: Decision): boolean {
    for (const open of this.#open) {
      if (open.entry?.seq !== decision.seq || !open.hasLeft) continue;
      this.#end(open);
      this.#tell(open, shownOf(decision), 'service');
      return true;
    }
    return false;
  }

  /** What is not yet decided stays in the journal and is sent after the next start. */
  stop(): void {
    this.#isStopped = true;
    for (const open of this.#open) this.#end(open);
  }

  #await(open: Open): void {
    const { clock, decisionDeadline } = this.#parts;
    const elapsed = clock.monotonic() - open.presentation.at;
    const after = (delay: Milliseconds, act: () => void): CancelTimer =>
      clock.after(Math.max(0, delay - elapsed), act);
    open.cancelTimers = [
      after(decisionDeadline, () => {
        if (!open.hasLeft) this.#decideHere(open);
      }),
      after(SHOWN_UNTIL, () => {
        this.#end(open);
        this.#tell(open, plainVerdict('cannot-check'), 'gate');
      }),
    ];
  }

  #decideHere(open: Open): void {
    for (const cancel of open.cancelTimers) cancel();
    const local = decideLocally(open.presentation, this.#parts.gateClock.now());
    open.local = local;
    this.#tell(open, plainVerdict(local.reason), 'gate');
    void this.#release(open);
  }

  async #record(open: Open): Promise<void> {
    const { recorder, gateClock } = this.#parts;
    const { local } = open;
    const draft = entryDraft(open.presentation, { lane: this.#lane, local }, gateClock);
    open.entry = await recorder.append(draft);
    if (open.local === null) this.#submit(open);
    else await this.#release(open);
  }

  #submit(open: Open): void {
    if (this.#isStopped || open.entry === null || open.hasLeft || open.local !== null) return;
    open.hasLeft = this.#parts.uplink.submit(open.entry);
  }

  /** An entry the gate has decided itself is marked so in the journal before it may leave. */
  async #release(open: Open): Promise<void> {
    const { entry, local } = open;
    if (entry === null || local === null || this.#isStopped) return;
    this.#open.delete(open);
    if (entry.local === null) await this.#parts.recorder.decideLocally(entry.seq, local);
    this.#parts.uplink.release(entry.seq);
  }

  #end(open: Open): void {
    for (const cancel of open.cancelTimers) cancel();
    this.#open.delete(open);
  }

  #tell(open: Open, verdict: ShownVerdict, by: 'service' | 'gate'): void {
    const { logger, clock } = this.#parts;
    const { number, direction, at } = open.presentation;
    const ms = Math.round(clock.monotonic() - at);
    logger.info(
      { presentation: number, seq: open.entry?.seq ?? null, by, ms },
      `${direction}: ${verdict.verdict} (${verdict.reason})`,
    );
    this.#onVerdict(number, verdict);
  }
}

/** A reason this gateway does not know is not guessed at: the worker is told that it could not be checked. */
function shownOf({ verdict, reason, nextAt, household }: Decision): ShownVerdict {
  return isReason(reason) ? { verdict, reason, nextAt, household } : plainVerdict('cannot-check');
}
