import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALARM_LIMIT } from '#dashboard/web/alarm-queue.js';
import { FEED_LIMIT } from '#dashboard/web/feed-rows.js';
import { totalsOf } from '#dashboard/web/gate-tiles.js';
import {
  EMPTY_VIEW,
  NEWS_LIMIT,
  nextView,
  shownRows,
  type LiveView,
  type ViewMessage,
} from '#dashboard/web/live-view.js';
import { gateId } from '#core/units/ids.js';
import { MINUTE, SECOND } from '#core/units/instant.js';
import { alarm, entryRecord, gateState } from '../../support/made-up-compound.js';

const NOON = Date.UTC(2026, 0, 5, 4);

function after(messages: readonly ViewMessage[], start: LiveView = EMPTY_VIEW): LiveView {
  return messages.reduce(nextView, start);
}

function entryNews(id: number, replayed = false): ViewMessage {
  return { kind: 'entry', entry: entryRecord(id, NOON + id * SECOND), replayed };
}

function alarmNews(id: number): ViewMessage {
  return { kind: 'alarm', alarm: alarm(id, NOON) };
}

function loaded(lists: Partial<Extract<ViewMessage, { kind: 'loaded' }>['lists']> = {}): ViewMessage {
  return { kind: 'loaded', lists: { gates: [], entries: [], alarms: [], ...lists } };
}

const ids = (view: LiveView): number[] => shownRows(view).map((row) => row.entry.id);

describe('the feed', () => {
  it('shows the newest entry on top', () => {
    expect(ids(after([entryNews(1), entryNews(2), entryNews(3)]))).toEqual([3, 2, 1]);
  });

  it('puts an entry that overtook another into its place', () => {
    expect(ids(after([entryNews(1), entryNews(3), entryNews(2)]))).toEqual([3, 2, 1]);
  });

  it('shows an entry that is told twice once', () => {
    expect(ids(after([entryNews(1), entryNews(2), entryNews(1), entryNews(2)]))).toEqual([2, 1]);
  });

  it('keeps 200 rows and leaves out what is older than all of them', () => {
    const full = after(Array.from({ length: 300 }, (_, index) => entryNews(index + 10)));
    expect(ids(full)).toHaveLength(FEED_LIMIT);
    expect(ids(nextView(full, entryNews(1)))).toEqual(ids(full));
  });

  it('marks what was replayed, and what the gate decided and sent much later', () => {
    const late = entryRecord(2, NOON, { decidedBy: 'gate', receivedAt: NOON + MINUTE });
    const soon = entryRecord(3, NOON, { decidedBy: 'gate', receivedAt: NOON + SECOND });
    const view = after([entryNews(1, true), { kind: 'entry', entry: late, replayed: false }]);
    const marks = after([{ kind: 'entry', entry: soon, replayed: false }], view).rows;
    expect(marks.map((row) => row.replayed)).toEqual([false, true, true]);
  });
});

describe('a held feed', () => {
  const reading = after([loaded(), entryNews(1), { kind: 'hold' }, entryNews(2), entryNews(3)]);

  it('stands still and counts what it does not show', () => {
    expect(ids(reading)).toEqual([1]);
    expect(reading.missed).toBe(2);
  });

  it('does not count an entry twice', () => {
    expect(nextView(reading, entryNews(3)).missed).toBe(2);
  });

  it('shows the new rows when they are asked for and stands still again', () => {
    const shown = after([{ kind: 'show-new' }, entryNews(4)], reading);
    expect(ids(shown)).toEqual([3, 2, 1]);
    expect(shown.missed).toBe(1);
  });

  it('follows again when it is released', () => {
    const following = after([{ kind: 'release' }, entryNews(4)], reading);
    expect(ids(following)).toEqual([4, 3, 2, 1]);
    expect(following.missed).toBe(0);
  });

  it('stays held when it is held again', () => {
    expect(nextView(reading, { kind: 'hold' })).toBe(reading);
  });

  it('does not move when the lists are loaded afresh, and counts what they bring', () => {
    const entries = [5, 4, 3, 2, 1].map((id) => entryRecord(id, NOON));
    const view = nextView(reading, loaded({ entries }));
    expect(ids(view)).toEqual([1]);
    expect(view.missed).toBe(4);
    expect(ids(nextView(view, { kind: 'release' }))).toEqual([5, 4, 3, 2, 1]);
  });
});

describe('loading', () => {
  it('puts news that overtook the lists on top of them', () => {
    const view = after([{ kind: 'loading' }, entryNews(7), loaded({ entries: [entryRecord(6, NOON)] })]);
    expect(ids(view)).toEqual([7, 6]);
  });

  it('replaces what an earlier run of the service told', () => {
    const view = after([entryNews(900), { kind: 'loading' }, loaded({ entries: [entryRecord(1, NOON)] })]);
    expect(ids(view)).toEqual([1]);
  });

  it('shows an entry once that is in the list and in the news', () => {
    const view = after([{ kind: 'loading' }, entryNews(6), loaded({ entries: [entryRecord(6, NOON)] })]);
    expect(ids(view)).toEqual([6]);
  });

  it('knows an empty list from one that has not been loaded', () => {
    expect(EMPTY_VIEW.loaded).toBe(false);
    expect(nextView(EMPTY_VIEW, loaded()).loaded).toBe(true);
  });
});

describe('gate tiles', () => {
  const gates = ['gate-10', 'gate-2', 'gate-1'].map((id) => gateState(id, NOON));
  const order = (view: LiveView): string[] => view.gates.map((gate) => gate.id);

  it('keep their order whatever happens to the gates', () => {
    const view = nextView(EMPTY_VIEW, loaded({ gates }));
    const offline = nextView(view, {
      kind: 'gate',
      gate: gateState('gate-10', NOON, { state: 'offline' }),
    });
    expect(order(view)).toEqual(['gate-1', 'gate-2', 'gate-10']);
    expect(order(offline)).toEqual(order(view));
    expect(offline.gates[2]?.state).toBe('offline');
  });

  it('take in a new gate', () => {
    const view = after([loaded({ gates }), { kind: 'gate', gate: gateState('gate-3', NOON) }]);
    expect(order(view)).toEqual(['gate-1', 'gate-2', 'gate-3', 'gate-10']);
  });

  it('show the figures of the service and count nothing by themselves', () => {
    const today = { out: 5, in: 2, verdicts: { allow: 7, deny: 0, retake: 0, fever: 0, fault: 0 } };
    const view = after([loaded({ gates: [gateState('east', NOON, { today })] }), entryNews(1)]);
    expect(view.gates[0]?.today).toEqual(today);
    expect(nextView(view, { kind: 'gates', gates: [gateState('east', NOON)] }).gates[0]?.today.out).toBe(0);
  });

  it('leave an entry of an unknown gate in the feed alone', () => {
    const view = after([loaded(), entryNews(1)]);
    expect(ids(view)).toEqual([1]);
    expect(view.gates).toEqual([]);
  });

  it('add up to the figures of the head', () => {
    const today = { out: 4, in: 3, verdicts: { allow: 7, deny: 2, retake: 1, fever: 1, fault: 0 } };
    const totals = totalsOf([
      gateState('a', NOON, { today, quarantined: 2 }),
      gateState('b', NOON, { today, state: 'offline', health: null }),
    ]);
    expect(totals).toMatchObject({
      entries: 22,
      out: 8,
      in: 6,
      gates: 2,
      online: 1,
      backlog: 0,
      quarantined: 2,
    });
    expect(totals.verdicts).toEqual({ allow: 14, deny: 4, retake: 2, fever: 2, fault: 0 });
  });
});

describe('alarms', () => {
  const kinds = (view: LiveView): string[] => view.alarms.map((one) => `${one.state} ${one.kind}`);

  it('stand in the order of their urgency: unanswered first, fever and emergency on top', () => {
    const alarms = [
      alarm(1, NOON, { kind: 'fever-confirmed', state: 'acknowledged' }),
      alarm(2, NOON + 9, { kind: 'fever-suspected' }),
      alarm(3, NOON + 1, { kind: 'emergency' }),
      alarm(4, NOON + 2, { kind: 'isolation-breach' }),
      alarm(5, NOON, { kind: 'fever-confirmed' }),
    ];
    expect(kinds(nextView(EMPTY_VIEW, loaded({ alarms })))).toEqual([
      'new fever-confirmed',
      'new emergency',
      'new isolation-breach',
      'new fever-suspected',
      'acknowledged fever-confirmed',
    ]);
  });

  it('change in place and leave when they are cleared', () => {
    const raised = after([
      { kind: 'alarm', alarm: alarm(1, NOON) },
      { kind: 'alarm', alarm: alarm(2, NOON) },
    ]);
    const answered = after(
      [
        {
          kind: 'alarm',
          alarm: alarm(1, NOON, { state: 'acknowledged', acknowledged: { by: 'li', at: NOON } }),
        },
      ],
      raised,
    );
    expect(answered.alarms.map((one) => [one.id, one.state])).toEqual([
      [2, 'new'],
      [1, 'acknowledged'],
    ]);
    const normal = { state: 'cleared', clearedAt: NOON } as const;
    const cleared = after([{ kind: 'alarm', alarm: alarm(2, NOON, normal) }], answered);
    expect(cleared.alarms.map((one) => one.id)).toEqual([2, 1]);
    const read = { ...normal, acknowledged: { by: 'li', at: NOON } };
    expect(
      after([{ kind: 'alarm', alarm: alarm(2, NOON, read) }], cleared).alarms.map(({ id }) => id),
    ).toEqual([1]);
    const resolved = { ...read.acknowledged, outcome: 'handled', note: '' } as const;
    const ended = after([{ kind: 'alarm', alarm: alarm(1, NOON, { state: 'resolved', resolved }) }], cleared);
    expect(ended.alarms.map(({ id }) => id)).toEqual([2]);
  });
});

describe('a page that stays open for weeks', () => {
  it('holds no more after 50,000 events than after 10,000', () => {
    const gates = ['east', 'south', 'north'].map((id) => gateState(id, NOON));
    let view = after([loaded({ gates })]);
    const sizes: number[] = [];
    for (let id = 1; id <= 50_000; id += 1) {
      const gate = gateId(['east', 'south', 'north'][id % 3] ?? 'east');
      const entry = entryRecord(100_000 + id, NOON + id * SECOND, { gate });
      view = nextView(view, { kind: 'entry', entry, replayed: id % 50 === 0 });
      if (id % 20 === 0) view = nextView(view, { kind: 'alarm', alarm: alarm(100_000 + id, NOON) });
      if (id % 500 === 0) view = nextView(view, { kind: id % 1_000 === 0 ? 'release' : 'hold' });
      if (id === 10_000 || id === 50_000) sizes.push(JSON.stringify(view).length);
    }
    const [early = 0, late = Infinity] = sizes;
    expect(view.rows).toHaveLength(FEED_LIMIT);
    expect(view.alarms).toHaveLength(ALARM_LIMIT);
    expect(late / early).toBeLessThan(1.1);
    expect(view.rows[0]?.entry.id).toBe(150_000);
  });

  it('stays bounded and in order whatever it is told', () => {
    const message: fc.Arbitrary<ViewMessage> = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.tuple(fc.integer({ min: 1, max: 600 }), fc.boolean()).map((n) => entryNews(...n)),
      },
      {
        weight: 2,
        arbitrary: fc.integer({ min: 1, max: 40 }).map(alarmNews),
      },
      fc.constantFrom<ViewMessage>(
        { kind: 'loading' },
        { kind: 'hold' },
        { kind: 'release' },
        { kind: 'show-new' },
        loaded({ entries: [3, 2, 1].map((id) => entryRecord(id, NOON)) }),
      ),
    );
    fc.assert(
      fc.property(fc.array(message, { maxLength: 400 }), (messages) => {
        const view = after(messages);
        const shown = ids(view);
        const all = view.rows.map((row) => row.entry.id);
        expect(shown.length).toBeLessThanOrEqual(FEED_LIMIT);
        expect(all).toEqual([...new Set(all)].sort((a, b) => b - a));
        expect(new Set(view.alarms.map((one) => one.id)).size).toBe(view.alarms.length);
        expect(view.missed === 0 || view.held !== null).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('does not gather news without end when the lists never come', () => {
    const news = Array.from({ length: NEWS_LIMIT + 50 }, (_, index) => entryNews(index + 1));
    expect(after([{ kind: 'loading' }, ...news]).sinceLoading).toHaveLength(NEWS_LIMIT);
  });
});
