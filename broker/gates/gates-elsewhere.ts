import type { GateId } from '#core/units/ids.js';
import { SECOND, type Instant, type Milliseconds } from '#core/units/instant.js';
import type { ToldPresence } from './told-presence.js';

/** A node tells of its gates every 10 s; one that has been silent for this long has ended, and its gates are not there. */
export const TRUSTED_FOR: Milliseconds = 35 * SECOND;

type Presence = Pick<ToldPresence, 'state' | 'lastHeardAt' | 'health'>;

interface Told extends Presence {
  readonly toldAt: Instant;
}

/** What the other nodes know of the gates: a gate may be connected to any node, and change it at any time. */
export class GatesElsewhere {
  readonly #gates = new Map<GateId, Map<string, Told>>();

  take(node: string, { gate, ...presence }: ToldPresence, now: Instant): void {
    const told = this.#gates.get(gate) ?? new Map<string, Told>();
    this.#gates.set(gate, told.set(node, { ...presence, toldAt: now }));
  }

  /** Forgets what nodes have told that are silent now; gives the gates that this concerns. */
  expire(now: Instant): readonly GateId[] {
    const concerned: GateId[] = [];
    for (const [gate, told] of this.#gates) {
      const silent = [...told].filter(([, { toldAt }]) => now - toldAt > TRUSTED_FOR);
      for (const [node] of silent) told.delete(node);
      if (silent.length > 0) concerned.push(gate);
      if (told.size === 0) this.#gates.delete(gate);
    }
    return concerned;
  }

  /** The presence of a gate over all nodes: it is online when it is so anywhere, and was heard when it was heard last. */
  together(gate: GateId, own: Presence): Presence {
    const told = this.#gates.get(gate);
    if (told === undefined) return own;
    return [...told.values()].reduce<Presence>(joined, own);
  }
}

const RANK: Readonly<Record<Presence['state'], number>> = { 'never-seen': 0, offline: 1, online: 2 };

function joined(one: Presence, other: Presence): Presence {
  const state = RANK[other.state] > RANK[one.state] ? other.state : one.state;
  const [older, newer] = (one.lastHeardAt ?? 0) > (other.lastHeardAt ?? 0) ? [other, one] : [one, other];
  return { state, lastHeardAt: newer.lastHeardAt ?? older.lastHeardAt, health: newer.health ?? older.health };
}
