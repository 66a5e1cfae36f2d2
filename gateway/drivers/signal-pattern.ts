import { SECOND, type Milliseconds } from '#core/units/instant.js';
import type { Verdict } from '#core/wire/parts.js';
import type { OutputChannel } from './switch-board.js';

/** Pulses of one channel: `pulses` times on and off, the whole again every so often. */
interface Blink {
  readonly channel: OutputChannel;
  readonly on: Milliseconds;
  readonly off: Milliseconds;
  readonly pulses: number;
  /** From the first pulse of one round to that of the next; null: one round only. */
  readonly every: Milliseconds | null;
}

/** What a verdict looks and sounds like. Verdicts differ by count and rhythm, not by colour or pitch alone. */
export interface SignalPattern {
  readonly blinks: readonly Blink[];
  /** Ends by itself after this; null: goes on until somebody acknowledges it. */
  readonly lasts: Milliseconds | null;
}

const steady = (channel: OutputChannel, lasts: Milliseconds): Blink => {
  return { channel, on: lasts, off: 0, pulses: 1, every: null };
};
const blinking = (channel: OutputChannel, half: Milliseconds): Blink => {
  return { channel, on: half, off: half, pulses: 1, every: 2 * half };
};
const pulses = (count: number, on: Milliseconds, off: Milliseconds): Blink => {
  return { channel: 'buzzer', on, off, pulses: count, every: null };
};

const ALLOW_LASTS = 3 * SECOND;
const DENY_LASTS = 6 * SECOND;
const OTHER_LASTS = 60 * SECOND;

export const SIGNAL_PATTERNS: Readonly<Record<Verdict, SignalPattern>> = {
  allow: { blinks: [steady('green', ALLOW_LASTS), pulses(1, 120, 0)], lasts: ALLOW_LASTS },
  deny: { blinks: [steady('red', DENY_LASTS), pulses(2, 300, 200)], lasts: DENY_LASTS },
  retake: { blinks: [blinking('amber', 500), pulses(3, 80, 120)], lasts: OTHER_LASTS },
  fever: { blinks: [blinking('red', 250), { ...pulses(5, 150, 100), every: 10 * SECOND }], lasts: null },
  fault: { blinks: [steady('amber', OTHER_LASTS), pulses(1, 800, 0)], lasts: OTHER_LASTS },
};

export interface SignalMoment {
  readonly on: readonly OutputChannel[];
  /** Until something changes, or null when nothing does any more. */
  readonly changesIn: Milliseconds | null;
}

/** What a pattern shows so long after its begin. */
export function momentOf(pattern: SignalPattern, elapsed: Milliseconds): SignalMoment {
  const phases = pattern.blinks.map((blink) => ({ blink, phase: phaseOf(blink, elapsed) }));
  const changes = phases.map(({ phase }) => phase.changesIn).filter((change) => change !== null);
  if (pattern.lasts !== null) changes.push(Math.max(0, pattern.lasts - elapsed));
  return {
    on: phases.filter(({ phase }) => phase.isOn).map(({ blink }) => blink.channel),
    changesIn: changes.length === 0 ? null : Math.min(...changes),
  };
}

interface Phase {
  readonly isOn: boolean;
  readonly changesIn: Milliseconds | null;
}

function phaseOf({ on, off, pulses: count, every }: Blink, elapsed: Milliseconds): Phase {
  const inRound = every === null ? elapsed : elapsed % every;
  const pulse = on + off;
  if (inRound >= count * pulse) return { isOn: false, changesIn: every === null ? null : every - inRound };
  const inPulse = inRound % pulse;
  return inPulse < on ? { isOn: true, changesIn: on - inPulse } : { isOn: false, changesIn: pulse - inPulse };
}
