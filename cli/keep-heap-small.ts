import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/**
 * How far V8 lets old objects grow, in percent of those alive, before it collects them all. By itself it waits until they
 * are two to four times as many, which is memory that a small machine has better uses for. With 30 percent a service with a
 * million households needs a fifth more of the processor, with 60 none more, and 20 MB apart is all they are.
 */
const GROWTH = 50;

export const SMALL_HEAP_FLAG = `--heap-growing-percent=${GROWTH}`;

/**
 * Bytes of young objects, in both halves of their space, from which it does not grow any more. By itself V8 goes on to twice
 * as many, which makes nothing faster here. `--max-semi-space-size` does the same, but is not read after the start.
 */
const YOUNG_BYTES = 16 * 1024 * 1024;

const GROWS = '--semi-space-growth-factor=2';
const STAYS = '--semi-space-growth-factor=1';

/** From now on the heap of this process stays close to what is alive in it. Call it before anything else is loaded. */
export function keepHeapSmall(): void {
  setFlagsFromString(SMALL_HEAP_FLAG);
  // Modules are loaded without a pause in which anyone could look, so until the first one nothing grows.
  setFlagsFromString(STAYS);
  const look = new PerformanceObserver(() => {
    setFlagsFromString(youngBytes() < YOUNG_BYTES ? GROWS : STAYS);
  });
  // V8 also makes the space smaller, when it has little to do: after each collection there is something to look at.
  look.observe({ entryTypes: ['gc'] });
}

/** What the space for young objects takes now. */
function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
}
