import { afterEach, describe, expect, it } from 'vitest';
import type { Journal } from '#gateway/journal/journal.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { decisionFor, draftWith } from '../../support/entries.js';

const LOCAL = { verdict: 'fault', reason: 'cannot-check', bookVersion: 0, decidedAt: 5 } as const;

/** What every journal does; run on a file and in memory. */
export function journalContract(name: string, open: () => Promise<Journal>): void {
  describe(name, () => {
    const journals: Journal[] = [];
    const opened = async (): Promise<Journal> => {
      const journal = await open();
      journals.push(journal);
      return journal;
    };
    afterEach(async () => {
      for (const journal of journals.splice(0)) await journal.close();
    });

    it('counts 1, 2, 3 without gaps, also for entries that are appended at the same time', async () => {
      const journal = await opened();
      const drafts = Array.from({ length: 20 }, (_, index) => draftWith({ at: 1_000 + index }));
      const entries = await Promise.all(drafts.map((draft) => journal.append(draft)));
      expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
      expect(entries.map(({ at }) => at)).toEqual(drafts.map(({ at }) => at));
      expect(new Set(entries.map((entry) => entry.journal))).toEqual(new Set([journal.id]));
    });

    it('gives back what was appended, unchanged', async () => {
      const journal = await opened();
      const draft = draftWith({
        credential: { kind: 'qr', value: 'GP1:\'"; drop table entries; -- 你' },
        purpose: 'emergency',
        emergency: 'medicine',
        reading: {
          bodyC: 36.5,
          objectC: 34.1,
          ambientC: null,
          correctionC: 2.4,
          site: 'forehead',
          device: 'gy-mcu9061x',
          method: 'infrared',
          at: 999,
        },
      });
      const entry = await journal.append(draft);
      expect(entry).toEqual({ journal: journal.id, seq: 1, ...draft });
      expect(await journal.read([1])).toEqual([entry]);
    });

    it('keeps an entry pending until its decision or receipt, in order', async () => {
      const journal = await opened();
      const entries = await Promise.all([1, 2, 3, 4].map((at) => journal.append(draftWith({ at }))));
      expect(await journal.pending()).toEqual([1, 2, 3, 4]);
      expect(await journal.backlog()).toEqual({ count: 4, oldestAt: 1 });
      const [first] = entries;
      if (first !== undefined) expect(await journal.settle(1, decisionFor(first))).toBe(true);
      expect(await journal.settle(3, null)).toBe(true);
      expect(await journal.pending()).toEqual([2, 4]);
      expect(await journal.backlog()).toEqual({ count: 2, oldestAt: 2 });
    });

    it('says that an entry was not pending when it is settled twice or unknown', async () => {
      const journal = await opened();
      await journal.append(draftWith());
      expect(await journal.settle(1, null)).toBe(true);
      expect(await journal.settle(1, null)).toBe(false);
      expect(await journal.settle(7, null)).toBe(false);
      expect(await journal.backlog()).toEqual({ count: 0, oldestAt: null });
    });

    it('marks an entry as decided locally, and it stays pending', async () => {
      const journal = await opened();
      const entry = await journal.append(draftWith());
      const decided = await journal.decideLocally(1, LOCAL);
      expect(decided).toEqual({ ...entry, local: LOCAL });
      expect(await journal.read([1])).toEqual([decided]);
      expect(await journal.pending()).toEqual([1]);
    });

    it('refuses to mark an entry it does not have, and goes on', async () => {
      const journal = await opened();
      await expectGateError(() => journal.decideLocally(1, LOCAL), 'journal-failed');
      expect((await journal.append(draftWith())).seq).toBe(1);
    });

    it('reads many by number, in order, and leaves out what is not there', async () => {
      const journal = await opened();
      for (const at of [1, 2, 3]) await journal.append(draftWith({ at }));
      expect((await journal.read([3, 9, 1])).map(({ seq }) => seq)).toEqual([1, 3]);
      expect(await journal.read([])).toEqual([]);
    });
  });
}
