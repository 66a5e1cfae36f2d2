import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Press, PrintOrder } from '#broker/printing/print-order.js';
import { CHINESE_FONT, printedPasses } from '../../support/printed-passes.js';
import { temporaryFolder } from '../../journeys/support/temporary-folder.js';

const ROOT = join(import.meta.dirname, '../../..');
const LATIN_FONT = join(ROOT, 'node_modules/bwip-js/fonts/Inconsolata.otf');

/** The built press: its thread runs the built file beside it, which the sources do not have. */
async function builtPress(): Promise<Press> {
  const path = join(ROOT, 'dist/broker/printing/worker-press.js');
  const built = (await import(/* @vite-ignore */ path)) as { readonly workerPress: Press };
  return built.workerPress;
}

describe('the press in a thread of its own', () => {
  const folder = temporaryFolder();

  function orderOf(count: number, fontPath: string): PrintOrder {
    return {
      compound: '丽江花园',
      passes: printedPasses(count),
      layout: { template: 'card', single: false, startAt: 1, offset: { x: 0, y: 0 } },
      fontPath,
      printedAt: 0,
      printedOn: '2026-01-05',
      sheetsPath: join(folder, 'sheets.pdf'),
      signaturesPath: join(folder, 'signatures.pdf'),
    };
  }

  it.skipIf(CHINESE_FONT === null)(
    'prints while the thread that asked goes on with its own work',
    async () => {
      const press = await builtPress();
      let turns = 0;
      const ticking = setInterval(() => (turns += 1), 5);
      const done: number[] = [];
      const report = await press(orderOf(25, CHINESE_FONT ?? ''), {
        onProgress: (progress) => done.push(progress.done),
        signal: new AbortController().signal,
      });
      clearInterval(ticking);
      expect(report).toEqual({ warnings: [] });
      expect(done).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
      expect(turns).toBeGreaterThan(10);
      expect(existsSync(join(folder, 'signatures.pdf'))).toBe(true);
    },
  );

  it('tells the fault of the thread with its code and details', async () => {
    const press = await builtPress();
    const watch = { onProgress: () => undefined, signal: new AbortController().signal };
    await expect(press(orderOf(1, LATIN_FONT), watch)).rejects.toMatchObject({
      code: 'print-font-unusable',
      details: { path: LATIN_FONT },
    });
  });

  it('is stopped in the middle of its work, and does not begin when it is stopped before', async () => {
    const press = await builtPress();
    const stop = new AbortController();
    const work = press(orderOf(500, CHINESE_FONT ?? LATIN_FONT), {
      onProgress: () => undefined,
      signal: stop.signal,
    });
    stop.abort();
    await expect(work).rejects.toMatchObject({ code: 'print-failed' });
    const again = press(orderOf(1, LATIN_FONT), { onProgress: () => undefined, signal: stop.signal });
    await expect(again).rejects.toThrow('abort');
  });
});
