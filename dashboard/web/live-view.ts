import type { Alarm } from '#core/api/alarms.js';
import type { EntryRecord } from '#core/api/entries.js';
import type { GateState } from '#core/api/gates.js';
import { queueOf, withAlarm } from './alarm-queue.js';
import { feedRow, rowsAbove, rowsOf, withRow, type FeedRow } from './feed-rows.js';
import { tilesOf, withGate } from './gate-tiles.js';
import type { LiveNews } from './live/parse-live.js';

/** The lists that the page loads when it starts, and again when events may be missing. */
export interface Lists {
  readonly gates: readonly GateState[];
  readonly entries: readonly EntryRecord[];
  readonly alarms: readonly Alarm[];
}

/** Everything that changes what the command page shows. */
export type ViewMessage =
  | LiveNews
  /** The lists have been asked for: news that arrives meanwhile is kept and applied on top of them. */
  | { readonly kind: 'loading' }
  | { readonly kind: 'loaded'; readonly lists: Lists }
  /** The state of all gates, asked for again now and then. */
  | { readonly kind: 'gates'; readonly gates: readonly GateState[] }
  /** Somebody looks at the feed: its rows stand still. */
  | { readonly kind: 'hold' }
  | { readonly kind: 'release' }
  /** The newest rows are wanted, while the feed is held. */
  | { readonly kind: 'show-new' };

/** What the command page shows. Every list in it is bounded, however long the page stays open. */
export interface LiveView {
  readonly loaded: boolean;
  readonly gates: readonly GateState[];
  readonly alarms: readonly Alarm[];
  /** The newest rows, newest first. */
  readonly rows: readonly FeedRow[];
  /** The rows on screen while the feed is held, or null while it follows. */
  readonly held: readonly FeedRow[] | null;
  /** Entries that arrived since the feed was held. */
  readonly missed: number;
  /** News since the lists were asked for, or null when none are on their way. */
  readonly sinceLoading: readonly LiveNews[] | null;
}

/** News kept while lists are on their way; far more than arrives in the seconds that takes. */
export const NEWS_LIMIT = 1_000;

export const EMPTY_VIEW: LiveView = {
  loaded: false,
  gates: [],
  alarms: [],
  rows: [],
  held: null,
  missed: 0,
  sinceLoading: null,
};

/** The rows to paint. */
export function shownRows(view: LiveView): readonly FeedRow[] {
  return view.held ?? view.rows;
}

/** The next screen after a message. Pure: the same messages always give the same screen. */
export function nextView(view: LiveView, message: ViewMessage): LiveView {
  switch (message.kind) {
    case 'entry':
    case 'alarm':
    case 'gate':
      return withNews(collected(view, message), message);
    case 'loading':
      return { ...view, sinceLoading: [] };
    case 'loaded':
      return loaded(view, message.lists);
    case 'gates':
      return { ...view, gates: tilesOf(message.gates) };
    case 'hold':
      return view.held === null ? { ...view, held: view.rows, missed: 0 } : view;
    case 'release':
      return { ...view, held: null, missed: 0 };
    case 'show-new':
      return view.held === null ? view : { ...view, held: view.rows, missed: 0 };
  }
}

function withNews(view: LiveView, news: LiveNews): LiveView {
  switch (news.kind) {
    case 'entry':
      return withEntry(view, feedRow(news.entry, news.replayed));
    case 'alarm':
      return { ...view, alarms: withAlarm(view.alarms, news.alarm) };
    case 'gate':
      return { ...view, gates: withGate(view.gates, news.gate) };
  }
}

function withEntry(view: LiveView, row: FeedRow): LiveView {
  const rows = withRow(view.rows, row);
  if (rows === view.rows) return view;
  return {
    ...view,
    rows,
    missed: view.held === null ? 0 : view.missed + 1,
  };
}

function collected(view: LiveView, news: LiveNews): LiveView {
  if (view.sinceLoading === null) return view;
  return { ...view, sinceLoading: [...view.sinceLoading, news].slice(-NEWS_LIMIT) };
}

/** The lists replace everything but what the reader is looking at; news that overtook them comes on top. */
function loaded(view: LiveView, lists: Lists): LiveView {
  const fresh: LiveView = {
    ...view,
    loaded: true,
    gates: tilesOf(lists.gates),
    alarms: queueOf(lists.alarms),
    rows: rowsOf(lists.entries),
    sinceLoading: null,
  };
  const current = (view.sinceLoading ?? []).reduce(withNews, fresh);
  const missed = current.held === null ? 0 : rowsAbove(current.rows, current.held);
  return { ...current, missed };
}
