/** Buckets of each power of two: a value is known to one part in 64. */
const STEPS = 64;
const STEP_BITS = 6;
/** Up to 2^32 microseconds, more than an hour. */
const POWERS = 32;

/** Latencies in a fixed number of buckets: adding one costs no memory, however many there are. */
export class LatencyHistogram {
  readonly #buckets = new Uint32Array(STEPS * (POWERS - STEP_BITS + 1));
  #count = 0;
  #sum = 0;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  /** Milliseconds. */
  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count / 1000;
  }

  /** Milliseconds. */
  get max(): number {
    return this.#max / 1000;
  }

  /** @param milliseconds from publish to decision */
  add(milliseconds: number): void {
    const micros = Math.max(0, Math.round(milliseconds * 1000));
    const bucket = Math.min(bucketOf(micros), this.#buckets.length - 1);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count += 1;
    this.#sum += micros;
    this.#max = Math.max(this.#max, micros);
  }

  /** Milliseconds below which this share (0 to 1) of the latencies lie; 0 when there are none. */
  quantile(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.#count));
    let seen = 0;
    for (const [bucket, count] of this.#buckets.entries()) {
      seen += count;
      if (seen >= rank) return Math.min(middleOf(bucket), this.#max) / 1000;
    }
    return 0;
  }
}

/** Values below 64 have a bucket each, later ones share it with those that agree in their seven highest bits. */
function bucketOf(micros: number): number {
  if (micros < STEPS) return micros;
  const power = Math.floor(Math.log2(micros)) - STEP_BITS;
  return STEPS * power + Math.floor(micros / 2 ** power);
}

function middleOf(bucket: number): number {
  if (bucket < 2 * STEPS) return bucket;
  const power = Math.floor(bucket / STEPS) - 1;
  const width = 2 ** power;
  return (bucket - STEPS * power) * width + (width - 1) / 2;
}
