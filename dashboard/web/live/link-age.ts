import { SECOND, type Milliseconds } from '#core/units/instant.js';

/**
 * Silence after which the page no longer claims to be live: two missed heartbeats of 5 s and one second of grace,
 * inside the 12 s in which a dead link must show.
 */
export const SILENCE_LIMIT: Milliseconds = 11 * SECOND;

/** When the page began to listen, and when it last heard anything; both on the monotonic clock. */
export interface LinkAge {
  readonly listeningSince: Milliseconds;
  readonly lastHeardAt: Milliseconds | null;
}

export type LinkState = 'connecting' | 'live' | 'silent';

/** Whether the link is alive, judged by what arrived and never by the state of the socket. */
export function linkStateOf(age: LinkAge, now: Milliseconds): LinkState {
  if (now - (age.lastHeardAt ?? age.listeningSince) >= SILENCE_LIMIT) return 'silent';
  return age.lastHeardAt === null ? 'connecting' : 'live';
}
