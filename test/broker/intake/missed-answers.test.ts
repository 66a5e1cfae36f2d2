import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { gateId, type GateId } from '#core/units/ids.js';
import { MissedAnswers } from '#broker/intake/missed-answers.js';
import type { GateConnection, ServiceTopic } from '#broker/mqtt/mqtt-broker.js';
import { ManualClock } from '../../support/manual-clock.js';

const [NORTH, SOUTH] = [gateId('north'), gateId('south')];

describe('answers that found no subscriber', () => {
  let clock: ManualClock;
  let missed: MissedAnswers;

  beforeEach(() => {
    clock = new ManualClock();
    missed = new MissedAnswers(clock);
  });

  /** What a new subscriber of the gate is sent. */
  const sentTo = (gate: GateId, name: ServiceTopic = 'decisions'): readonly string[] => {
    const sent: string[] = [];
    const publish: GateConnection['publish'] = (topic, payload) => {
      expect(topic).toBe(name);
      return sent.push(payload) > 0;
    };
    missed.handOver({ gate, publish }, name);
    return sent;
  };

  it('go to the next subscriber of their gate and topic, once, in order', () => {
    missed.keep(NORTH, 'decisions', 'first');
    missed.keep(NORTH, 'receipts', 'receipt');
    missed.keep(SOUTH, 'decisions', 'of south');
    missed.keep(NORTH, 'decisions', 'second');
    expect(sentTo(NORTH)).toEqual(['first', 'second']);
    expect(sentTo(NORTH)).toEqual([]);
    expect(sentTo(NORTH, 'receipts')).toEqual(['receipt']);
    expect(sentTo(SOUTH)).toEqual(['of south']);
  });

  it('wait 60 s and no longer, each by itself', async () => {
    missed.keep(NORTH, 'decisions', 'old');
    missed.keep(SOUTH, 'decisions', 'as old');
    await clock.advance(1);
    missed.keep(NORTH, 'decisions', 'young');
    await clock.advance(59_999);
    expect(sentTo(SOUTH)).toEqual(['as old']);
    await clock.advance(1);
    expect(sentTo(NORTH)).toEqual(['young']);
  });

  it('wait as long when the wall clock is set', () => {
    missed.keep(NORTH, 'decisions', 'kept');
    clock.set(clock.now() + 3_600_000);
    expect(sentTo(NORTH)).toEqual(['kept']);
  });

  it('are the newest 64 of a gate, which costs no other gate its own', () => {
    missed.keep(SOUTH, 'decisions', 'of south');
    for (let seq = 1; seq <= 1_000; seq += 1) missed.keep(NORTH, 'decisions', String(seq));
    expect(sentTo(NORTH)).toEqual(Array.from({ length: 64 }, (_, index) => String(937 + index)));
    expect(sentTo(SOUTH)).toEqual(['of south']);
  });

  it('stay when the connection does not take them, and grow no younger by it', async () => {
    missed.keep(NORTH, 'decisions', 'kept');
    await clock.advance(60_000);
    missed.handOver({ gate: NORTH, publish: () => false }, 'decisions');
    expect(sentTo(NORTH)).toEqual(['kept']);
    missed.keep(NORTH, 'decisions', 'kept');
    await clock.advance(60_000);
    missed.handOver({ gate: NORTH, publish: () => false }, 'decisions');
    await clock.advance(1);
    expect(sentTo(NORTH)).toEqual([]);
  });

  it('of many gates take 4 Mi characters at most; the gates that missed nothing for longest lose theirs', () => {
    const gates = Array.from({ length: 6 }, (_, index) => gateId(`gate-${index}`));
    const [first, second, ...others] = gates as [GateId, GateId, ...GateId[]];
    const large = 'x'.repeat(1_024 * 1_024 - 10);
    for (const gate of gates.slice(0, 4)) missed.keep(gate, 'decisions', large);
    missed.keep(first, 'decisions', 'more');
    for (const gate of gates.slice(4, 5)) missed.keep(gate, 'decisions', large);
    expect(sentTo(second)).toEqual([]);
    expect(sentTo(first)).toEqual([large, 'more']);
    for (const gate of others.slice(0, 3)) expect(sentTo(gate)).toEqual([large]);
    for (const gate of gates.slice(0, 4)) missed.keep(gate, 'decisions', large);
    for (const gate of gates.slice(0, 4)) expect(sentTo(gate)).toEqual([large]);
  });

  it('are forgotten on request', () => {
    missed.keep(NORTH, 'decisions', 'kept');
    missed.forget();
    expect(sentTo(NORTH)).toEqual([]);
    missed.keep(NORTH, 'decisions', 'later');
    expect(sentTo(NORTH)).toEqual(['later']);
  });

  it('are, whatever happens, the newest 64 of the last 60 s that were not sent', async () => {
    const gate = fc.constantFrom(NORTH, SOUTH);
    const name = fc.constantFrom<ServiceTopic>('decisions', 'receipts');
    const step = fc.oneof(
      {
        weight: 8,
        arbitrary: fc.record({
          kind: fc.constant('keep'),
          gate,
          name,
          times: fc.integer({ min: 1, max: 40 }),
        }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('send'), gate, name, times: fc.constant(0) }) },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('wait'),
          gate,
          name,
          times: fc.integer({ min: 1, max: 60_000 }),
        }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        missed.forget();
        let expected: { gate: GateId; name: ServiceTopic; payload: string; since: number }[] = [];
        let count = 0;
        for (const { kind, gate: own, name: topic, times } of steps) {
          const isFresh = (one: { since: number }): boolean => clock.monotonic() - one.since <= 60_000;
          if (kind === 'wait') await clock.advance(times);
          expected = expected.filter(isFresh);
          for (let time = 0; kind === 'keep' && time < times; time += 1) {
            const payload = String((count += 1));
            missed.keep(own, topic, payload);
            expected.push({ gate: own, name: topic, payload, since: clock.monotonic() });
            const mine = expected.filter((one) => one.gate === own);
            if (mine.length > 64) expected = expected.filter((one) => one !== mine[0]);
          }
          if (kind !== 'send') continue;
          const isSent = (one: { gate: GateId; name: ServiceTopic }): boolean =>
            one.gate === own && one.name === topic;
          expect(sentTo(own, topic)).toEqual(expected.filter(isSent).map(({ payload }) => payload));
          expected = expected.filter((one) => !isSent(one));
        }
      }),
      { numRuns: 60 },
    );
  });
});
