import type { DiscardWhy } from './discarded.js';
import { FRAME_BUFFER_CAPACITY } from './frame-buffer.js';
import type { FrameFormat } from './frame-format.js';

/** What the oldest waiting bytes are. */
type Verdict =
  | { readonly kind: 'wait' }
  | { readonly kind: 'skip'; readonly count: number; readonly why: DiscardWhy }
  | { readonly kind: 'frame'; readonly count: number; readonly format: string };

type Found = Extract<Verdict, { kind: 'frame' }>;
type Candidate = Found | 'more' | DiscardWhy;

const WAIT: Verdict = { kind: 'wait' };

/** Decides what stands at the front of a run of bytes, by a list of formats. Keeps nothing between calls. */
export class FrameJudge {
  readonly #formats: readonly FrameFormat[];
  /** 1 for each byte some header begins with. */
  readonly #firsts = new Uint8Array(256);

  constructor(formats: readonly FrameFormat[]) {
    this.#formats = formats;
    for (const format of formats) this.#firsts[format.header[0] ?? 0] = 1;
  }

  /** @param final no more bytes will come, so what is incomplete is given up. */
  judge(bytes: Uint8Array, final: boolean): Verdict {
    const noise = this.#nextStart(bytes, 0);
    if (noise > 0) return { kind: 'skip', count: noise, why: 'noise' };
    const candidate = this.#candidate(bytes);
    if (candidate === 'more') return final ? { kind: 'skip', count: 1, why: 'timeout' } : WAIT;
    if (typeof candidate === 'string') return { kind: 'skip', count: 1, why: candidate };
    return this.#uncontested(bytes, candidate, final);
  }

  /** A frame is believed only when no other valid frame shares a byte with it. */
  #uncontested(bytes: Uint8Array, found: Found, final: boolean): Verdict {
    let end = found.count;
    let contested = false;
    for (let at = this.#nextStart(bytes, 1); at < end; at = this.#nextStart(bytes, at + 1)) {
      const rival = this.#candidate(bytes.subarray(at));
      if (rival === 'more' && !final) return WAIT;
      if (typeof rival === 'string') continue;
      contested = true;
      end = Math.max(end, at + rival.count);
    }
    return contested ? { kind: 'skip', count: end, why: 'bad-check' } : found;
  }

  #nextStart(bytes: Uint8Array, from: number): number {
    let at = from;
    while (at < bytes.length && this.#firsts[bytes[at] ?? 0] === 0) at += 1;
    return at;
  }

  #candidate(bytes: Uint8Array): Candidate {
    let best: Candidate = 'noise';
    for (const format of this.#formats) {
      const candidate = candidateOf(format, bytes);
      if (typeof candidate !== 'string') return candidate;
      if (RANK[candidate] > RANK[best]) best = candidate;
    }
    return best;
  }
}

/** When several formats fail at one place, the one that came furthest gives the reason. */
const RANK: Readonly<Record<Exclude<Candidate, Found>, number>> = {
  noise: 0,
  'not-understood': 0,
  timeout: 0,
  'too-long': 1,
  'bad-check': 2,
  more: 3,
};

function candidateOf(format: FrameFormat, bytes: Uint8Array): Candidate {
  const { header } = format;
  const compared = Math.min(header.length, bytes.length);
  for (let at = 0; at < compared; at += 1) if (bytes[at] !== header[at]) return 'noise';
  if (bytes.length < header.length) return 'more';
  const count = format.length(bytes);
  if (count === 'wrong') return 'noise';
  if (count === 'more') return bytes.length < format.maxLength ? 'more' : 'too-long';
  if (count > Math.min(format.maxLength, FRAME_BUFFER_CAPACITY)) return 'too-long';
  if (count > bytes.length) return 'more';
  return format.check(bytes.subarray(0, count)) ? { kind: 'frame', count, format: format.name } : 'bad-check';
}
