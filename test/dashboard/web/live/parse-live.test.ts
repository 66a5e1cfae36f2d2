import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STREAM_EVENTS } from '#dashboard/web/live/event-stream.js';
import { parseLive } from '#dashboard/web/live/parse-live.js';
import { alarm, entryRecord, gateState } from '../../../support/made-up-compound.js';

const AT = Date.UTC(2026, 0, 5, 4);

describe('an event of the stream', () => {
  it('is read by its name', () => {
    const entry = entryRecord(1, AT);
    const gate = gateState('east', AT);
    const text = (body: unknown): string => JSON.stringify(body);
    expect(parseLive('entry', text({ id: 4, kind: 'entry', entry, replayed: true }))).toEqual({
      kind: 'entry',
      entry,
      replayed: true,
    });
    expect(parseLive('alarm', text({ alarm: alarm(2, AT) }))).toEqual({ kind: 'alarm', alarm: alarm(2, AT) });
    expect(parseLive('gate', text({ gate }))).toEqual({ kind: 'gate', gate });
    expect(parseLive('heartbeat', text({ at: AT, sequence: 3 }))).toEqual({ kind: 'heartbeat', at: AT });
    expect(parseLive('resync', '')).toEqual({ kind: 'resync' });
  });

  it.each([
    ['entry', 'not JSON'],
    ['entry', 'null'],
    ['entry', '[]'],
    ['entry', '{"entry":null}'],
    ['entry', JSON.stringify({ entry: { ...entryRecord(1, AT), verdict: 'maybe' } })],
    ['entry', JSON.stringify({ entry: { ...entryRecord(1, AT), direction: 'up' } })],
    ['entry', JSON.stringify({ entry: { ...entryRecord(1, AT), bodyC: 'warm' } })],
    ['entry', JSON.stringify({ entry: { ...entryRecord(1, AT), at: null } })],
    ['gate', JSON.stringify({ gate: { ...gateState('east', AT), state: 'asleep' } })],
    ['gate', JSON.stringify({ gate: { ...gateState('east', AT), timezone: null } })],
    ['gate', JSON.stringify({ gate: { ...gateState('east', AT), today: 3 } })],
    ['gate', JSON.stringify({ gate: { ...gateState('east', AT), health: {} } })],
    ['alarm', '{"alarm":{"id":1}}'],
    ['heartbeat', '{"at":"now"}'],
  ] as const)('is unreadable when a %s is %s', (name, data) => {
    expect(parseLive(name, data)).toEqual({ kind: 'unreadable' });
  });

  it('never throws, whatever the stream brings', () => {
    fc.assert(
      fc.property(fc.constantFrom(...STREAM_EVENTS), fc.oneof(fc.string(), fc.json()), (name, data) => {
        expect(typeof parseLive(name, data).kind).toBe('string');
      }),
    );
  });
});
