import type { GateState } from '#core/api/gates.js';
import { ALARM_LIMIT } from './alarm-queue.js';
import { FEED_LIMIT } from './feed-rows.js';
import { GATE_LIMIT } from './gate-tiles.js';
import type { Lists } from './live-view.js';
import { isAlarm, isEntryRecord, isGateState } from './live/parse-live.js';
import type { ApiClient } from './shared/api-client.js';

/** A list, or the HTTP status with which it could not be had (0: no answer, or one that could not be read). */
type Loaded<Item> = readonly Item[] | number;

interface Wanted<Item> {
  readonly path: string;
  readonly most: number;
  readonly fits: (value: unknown) => value is Item;
}

const gates: Wanted<GateState> = { path: '/gates', most: GATE_LIMIT, fits: isGateState };

export function loadGates(api: ApiClient): Promise<Loaded<GateState>> {
  return listOf(api, gates);
}

/** The lists of the command page, or the status of the first that failed. */
export async function loadLists(api: ApiClient): Promise<Lists | number> {
  const [gateStates, entries, alarms] = await Promise.all([
    loadGates(api),
    listOf(api, { path: `/entries?limit=${FEED_LIMIT}`, most: FEED_LIMIT, fits: isEntryRecord }),
    listOf(api, { path: '/alarms', most: ALARM_LIMIT, fits: isAlarm }),
  ]);
  if (typeof gateStates === 'number') return gateStates;
  if (typeof entries === 'number') return entries;
  if (typeof alarms === 'number') return alarms;
  return { gates: gateStates, entries, alarms };
}

/** Follows `next` until enough items are there. Items of an unknown form are left out. */
async function listOf<Item>(api: ApiClient, { path, most, fits }: Wanted<Item>): Promise<Loaded<Item>> {
  const items: Item[] = [];
  let address = path;
  while (items.length < most) {
    const answer = await api.request('GET', address);
    if (!answer.ok) return answer.status;
    const page = answer.body as { readonly items?: unknown; readonly next?: unknown } | null;
    if (!Array.isArray(page?.items)) return 0;
    items.push(...page.items.filter(fits));
    if (typeof page.next !== 'string' || page.items.length === 0) break;
    address = `${path}${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(page.next)}`;
  }
  return items.slice(0, most);
}
