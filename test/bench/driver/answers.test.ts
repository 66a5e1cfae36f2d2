import { describe, expect, it } from 'vitest';
import { seqOf, verdictOf } from '../../../bench/driver/answer.js';
import { PendingEntries } from '../../../bench/driver/pending-entries.js';

describe('an answer to the driver', () => {
  it('gives its seq and verdict wherever they stand', () => {
    const text = Buffer.from('{"verdict":"deny","journal":"j","seq": 1042,"reason":"quota-used"}');
    expect([seqOf(text), verdictOf(text)]).toEqual([1042, 'deny']);
  });

  it.each(['allow', 'deny', 'retake', 'fever', 'fault'])('may be %s', (verdict) => {
    expect(verdictOf(Buffer.from(`{"seq":1,"verdict":"${verdict}"}`))).toBe(verdict);
  });

  it('is an echo without a verdict, and unknown with a strange one', () => {
    expect(verdictOf(Buffer.from('{"seq":1,"local":null}'))).toBe('echo');
    expect(verdictOf(Buffer.from('{"seq":1,"verdict":"allowed"}'))).toBe('unknown');
  });

  it('has seq 0 when it says none', () => {
    expect(seqOf(Buffer.from('{"journal":"j"}'))).toBe(0);
  });
});

describe('the entries that wait for an answer', () => {
  it('are answered once each, in any order', () => {
    const pending = new PendingEntries();
    expect([pending.send(10), pending.send(20)]).toEqual([1, 2]);
    expect(pending.settle(2)).toEqual({ kind: 'answered', sentAt: 20 });
    expect(pending.settle(1)).toEqual({ kind: 'answered', sentAt: 10 });
    expect(pending.settle(2)).toEqual({ kind: 'doubled' });
  });

  it('do not know an answer to what was never sent', () => {
    const pending = new PendingEntries();
    pending.send(10);
    expect([pending.settle(0), pending.settle(2), pending.settle(1e9)]).toEqual([
      { kind: 'foreign' },
      { kind: 'foreign' },
      { kind: 'foreign' },
    ]);
  });

  it('may be many', () => {
    const pending = new PendingEntries();
    for (let now = 1; now <= 10_000; now += 1) pending.send(now);
    expect(pending.settle(9_999)).toEqual({ kind: 'answered', sentAt: 9_999 });
  });
});
