import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { FEED_LIMIT } from '../feed-rows.js';
import type { LiveStore } from '../live/live-store.js';
import { shownRows } from '../live-view.js';
import type { PageTools } from '../shared/page-tools.js';
import { EntryRow } from './entry-row.js';
import { FeedHold } from './feed-hold.js';

interface Props {
  readonly page: PageTools;
  readonly live: LiveStore;
}

/** Entries as they happen, newest on top. While somebody looks closely the rows stand still and new ones are counted. */
export function LiveFeed({ page, live }: Props): JSX.Element {
  const { words } = page;
  const view = live.view.value;
  const list = useRef<HTMLDivElement>(null);
  const hold = useMemo(() => new FeedHold((message) => live.act(message)), [live]);
  useHoldWhileScrolled(list, hold);
  const rows = shownRows(view);
  const nameOf = new Map(view.gates.map((gate) => [gate.id, gate.name]));

  function showNew(): void {
    live.act({ kind: 'show-new' });
    list.current?.scrollTo({ top: 0 });
    list.current?.focus();
  }

  return (
    <section
      class="panel feed"
      aria-labelledby="feed-title"
      onPointerEnter={(event) => hold.set('hover', event.pointerType === 'mouse')}
      onPointerLeave={() => hold.set('hover', false)}
      onFocusIn={(event) => hold.set('focus', isFocusVisible(event.target))}
      onFocusOut={() => hold.set('focus', false)}
    >
      <div class="panel-head">
        <h2 id="feed-title">{words.t('feed.title')}</h2>
        {view.held !== null && <span class="feed-paused">{words.t('feed.paused')}</span>}
        {view.missed > 0 && (
          <button type="button" class="feed-new" onClick={showNew}>
            {words.t('feed.new', { n: view.missed })}
          </button>
        )}
      </div>
      <div
        ref={list}
        class="panel-scroll feed-scroll"
        role="region"
        aria-label={words.t('feed.list')}
        tabIndex={0}
      >
        {rows.length === 0 && (
          <p class="panel-empty">{words.t(view.loaded ? 'feed.empty' : 'page.loading')}</p>
        )}
        <ol class="feed-rows">
          {rows.map((row) => (
            <EntryRow
              key={row.entry.id}
              row={row}
              gate={nameOf.get(row.entry.gate) ?? row.entry.gate}
              page={page}
            />
          ))}
        </ol>
        {rows.length >= FEED_LIMIT && <p class="panel-empty">{words.t('feed.bound', { n: FEED_LIMIT })}</p>}
      </div>
    </section>
  );
}

/** A click leaves its focus behind unseen, and must not hold the feed for ever. */
function isFocusVisible(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches(':focus-visible');
}

/** Rows above the upper edge of the list, or the list above the upper edge of the window. */
const SCROLLED_PX = 8;

function useHoldWhileScrolled(list: { readonly current: HTMLDivElement | null }, hold: FeedHold): void {
  useEffect(() => {
    const look = (): void => {
      const element = list.current;
      if (element === null) return;
      const pastTop = element.getBoundingClientRect().top < -SCROLLED_PX;
      hold.set('scroll', element.scrollTop > SCROLLED_PX || pastTop);
    };
    // Scroll events do not bubble, but they can be caught on their way down.
    const how = { capture: true, passive: true } as const;
    window.addEventListener('scroll', look, how);
    return () => window.removeEventListener('scroll', look, how);
  }, [list, hold]);
}
