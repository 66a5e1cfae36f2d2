import type { Entropy } from '#core/ports/entropy.js';
import type { Clock } from '#core/ports/clock.js';
import type { Celsius } from '#core/units/celsius.js';
import { MINUTE, type Instant, type Milliseconds } from '#core/units/instant.js';
import type { Sight } from './devices/device.js';
import type { Transmission } from './paced-writer.js';

/** What can go wrong with the bytes of a frame on their way. */
export type ByteFault =
  /** A rest in the middle of the frame. */
  | { readonly kind: 'split'; readonly rest: Milliseconds }
  /** The frame waits for the next one and both arrive in one piece. */
  | { readonly kind: 'glue' }
  /** Random bytes before the frame. */
  | { readonly kind: 'noise'; readonly bytes: number }
  /** One byte is missing. */
  | { readonly kind: 'drop' }
  /** One bit is wrong. */
  | { readonly kind: 'flip' }
  /** The frame comes late. */
  | { readonly kind: 'slow'; readonly delay: Milliseconds };

/** What can go wrong with the value a thermometer gives. */
export type ValueFault =
  /** The value never changes any more, whoever comes or goes. */
  | { readonly kind: 'stuck' }
  /** The value wanders away from the truth. */
  | { readonly kind: 'drift'; readonly perMinuteC: Celsius }
  /** The sensor is colder than everything around it. */
  | { readonly kind: 'cold'; readonly ambientC: Celsius };

export type Fault = ByteFault | ValueFault;

interface Injected<F> {
  readonly fault: F;
  readonly at: Instant;
  left: number;
}

function isByteFault(fault: Fault): fault is ByteFault {
  return fault.kind !== 'stuck' && fault.kind !== 'drift' && fault.kind !== 'cold';
}

/** The faults of one device, on demand: without any, bytes and values pass unchanged. */
export class FaultBench {
  readonly #clock: Clock;
  readonly #entropy: Entropy;
  #bytes: Injected<ByteFault>[] = [];
  #values: Injected<ValueFault>[] = [];
  #held: Uint8Array[] = [];
  #shown: Sight | null = null;

  constructor(tools: { readonly clock: Clock; readonly entropy: Entropy }) {
    this.#clock = tools.clock;
    this.#entropy = tools.entropy;
  }

  /** @param times how many frames a byte fault hits; value faults stay until they are cleared */
  inject(fault: Fault, times = Number.POSITIVE_INFINITY): void {
    const at = this.#clock.monotonic();
    if (isByteFault(fault)) this.#bytes.push({ fault, at, left: times });
    else this.#values.push({ fault, at, left: times });
  }

  clear(): void {
    this.#bytes = [];
    this.#values = [];
  }

  /** What the frame becomes on the line. */
  spoil(frame: Uint8Array): Transmission[] {
    const active = this.#bytes.map(({ fault }) => fault);
    for (const one of this.#bytes) one.left -= 1;
    this.#bytes = this.#bytes.filter(({ left }) => left > 0);
    const bytes = active.reduce((spoiled, fault) => this.#damaged(spoiled, fault), frame);
    if (active.some(({ kind }) => kind === 'glue') && this.#held.length === 0) {
      this.#held.push(bytes);
      return [];
    }
    const held = this.#held;
    this.#held = [];
    if (held.length > 0) return [{ kind: 'burst', bytes: joined([...held, bytes]) }];
    return this.#timed(bytes, active);
  }

  /** What the thermometer sees instead of the sight. */
  seen(sight: Sight | null): Sight | null {
    if (!this.#isStuck()) this.#shown = sight;
    const shown = this.#shown;
    if (shown === null) return null;
    const drift = this.#drift();
    return {
      bodyC: shown.bodyC + drift,
      skinC: shown.skinC + drift,
      ambientC: this.ambientC(shown.ambientC),
    };
  }

  /** What the thermometer believes the air to be. */
  ambientC(truth: Celsius): Celsius {
    const cold = this.#values.findLast(({ fault }) => fault.kind === 'cold')?.fault;
    return cold?.kind === 'cold' ? cold.ambientC : truth;
  }

  #isStuck(): boolean {
    return this.#values.some(({ fault }) => fault.kind === 'stuck');
  }

  #drift(): Celsius {
    const now = this.#clock.monotonic();
    return this.#values.reduce(
      (sum, { fault, at }) => (fault.kind === 'drift' ? sum + (fault.perMinuteC * (now - at)) / MINUTE : sum),
      0,
    );
  }

  #damaged(bytes: Uint8Array, fault: ByteFault): Uint8Array {
    const place = Math.floor(this.#entropy.fraction() * bytes.length);
    if (fault.kind === 'drop') return bytes.filter((_, index) => index !== place);
    if (fault.kind === 'noise') return joined([this.#entropy.bytes(fault.bytes), bytes]);
    if (fault.kind !== 'flip') return bytes;
    const bit = 1 << Math.floor(this.#entropy.fraction() * 8);
    return bytes.map((byte, index) => (index === place ? byte ^ bit : byte));
  }

  #timed(bytes: Uint8Array, active: readonly ByteFault[]): Transmission[] {
    const delay = active.reduce((sum, fault) => sum + (fault.kind === 'slow' ? fault.delay : 0), 0);
    const rest = active.reduce((sum, fault) => sum + (fault.kind === 'split' ? fault.rest : 0), 0);
    const before: Transmission[] = delay > 0 ? [{ kind: 'rest', span: delay }] : [];
    if (rest === 0 || bytes.length < 2) return [...before, { kind: 'bytes', bytes }];
    const cut = 1 + Math.floor(this.#entropy.fraction() * (bytes.length - 1));
    return [
      ...before,
      { kind: 'bytes', bytes: bytes.subarray(0, cut) },
      { kind: 'rest', span: rest },
      { kind: 'bytes', bytes: bytes.subarray(cut) },
    ];
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
