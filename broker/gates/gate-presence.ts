import type { GateState } from '#core/api/gates.js';
import type { Health } from '#core/wire/health.js';
import type { Status } from '#core/wire/status.js';
import type { Instant } from '#core/units/instant.js';

/** Whether one gate is there, and how it is. Plain data with the steps that change it. */
export interface GatePresence {
  readonly state: GateState['state'];
  readonly lastHeardAt: Instant | null;
  readonly health: Health | null;
  /** Open connections; during a takeover the old one may end after the new one has begun. */
  readonly connections: number;
}

export function absent(lastHeardAt: Instant | null): GatePresence {
  const state = lastHeardAt === null ? 'never-seen' : 'offline';
  return { state, lastHeardAt, health: null, connections: 0 };
}

export function connected(presence: GatePresence, now: Instant): GatePresence {
  return { ...heard(presence, now), state: 'online', connections: presence.connections + 1 };
}

export function disconnected(presence: GatePresence): GatePresence {
  const connections = Math.max(0, presence.connections - 1);
  return { ...presence, connections, state: connections === 0 ? 'offline' : presence.state };
}

export function heard(presence: GatePresence, now: Instant): GatePresence {
  return { ...presence, lastHeardAt: now };
}

/** A gate says goodbye before it disconnects; its will says so when it could not. */
export function said(presence: GatePresence, status: Status): GatePresence {
  const isOnline = status.state === 'online' && presence.connections > 0;
  return { ...presence, state: isOnline ? 'online' : 'offline' };
}

export function reported(presence: GatePresence, health: Health): GatePresence {
  return { ...presence, health };
}
