import { describe, expect, it } from 'vitest';
import { MemoryJournal } from '#gateway/journal/memory-journal.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { draftWith } from '../../support/entries.js';
import { fixedEntropy } from '../../support/fixed-entropy.js';
import { journalContract } from './journal-contract.js';

journalContract('the in-memory journal', () => Promise.resolve(new MemoryJournal(fixedEntropy())));

describe('a failing in-memory journal', () => {
  it('takes no number for what it could not store', async () => {
    const journal = new MemoryJournal(fixedEntropy());
    journal.problem = 'disk full';
    await expectGateError(() => journal.append(draftWith()), 'journal-failed');
    journal.problem = null;
    expect((await journal.append(draftWith())).seq).toBe(1);
  });
});
