import type { Alarm } from '#core/api/alarms.js';
import type { EntryRecord } from '#core/api/entries.js';
import type { LiveBody } from '#core/api/live.js';
import type { GateId } from '#core/units/ids.js';
import type { ToldPresence } from '../gates/told-presence.js';
import type { NodeEvent } from './node-event.js';
import type { HeardEvent, NodeListener } from './node-feed.js';
import type { OwnBatches } from './own-batches.js';

/** What a node keeps in memory and shows, which changes when another node does something. */
interface FollowerTools {
  readonly ownBatches: Pick<OwnBatches, 'heard' | 'forget'>;
  readonly entries: { records(ids: readonly number[]): Promise<readonly EntryRecord[]> };
  readonly alarms: { byIds(ids: readonly number[]): Promise<readonly Alarm[]> };
  readonly board: {
    count(record: EntryRecord): void;
    refresh(gate: GateId): Promise<void>;
    reload(): Promise<void>;
    takeTold(node: string, gates: readonly ToldPresence[]): void;
  };
  readonly keys: { readonly verifier: { forget(): void }; reload(): Promise<void> };
  readonly live: { publish(body: LiveBody): void; afresh(): void };
  /** How an entry is shown. */
  readonly bodyOf: (record: EntryRecord) => LiveBody;
}

/** Takes what the nodes tell into the memory of this one, and onto its pages. */
export class NodeFollower implements NodeListener {
  readonly #tools: FollowerTools;

  constructor(tools: FollowerTools) {
    this.#tools = tools;
  }

  async heard({ event, node, isOwn }: HeardEvent): Promise<void> {
    const { board, keys } = this.#tools;
    switch (event.kind) {
      case 'entries':
        return this.#entries(event, isOwn);
      case 'alarms':
        return isOwn ? undefined : this.#alarms(event.ids);
      case 'gate':
        return board.refresh(event.gate);
      case 'passes':
        keys.verifier.forget();
        return;
      case 'keys':
        return keys.reload();
      case 'erased':
        if (!isOwn) this.#forgetPeople();
        return;
      case 'presence':
        if (!isOwn) board.takeTold(node, event.gates);
        return;
      case 'book':
        return;
    }
  }

  /** Everything may have changed: memory is read again, and pages load afresh. */
  async lost(): Promise<void> {
    const { board, keys, live, ownBatches } = this.#tools;
    ownBatches.forget();
    await Promise.all([board.reload(), keys.reload()]);
    live.afresh();
  }

  async #entries(event: Extract<NodeEvent, { kind: 'entries' }>, isOwn: boolean): Promise<void> {
    const { ownBatches, entries, board, live, bodyOf } = this.#tools;
    if (isOwn && (await ownBatches.heard(event.batch))) return;
    for (const record of await entries.records(event.ids)) {
      board.count(record);
      live.publish(bodyOf(record));
    }
    // A batch of this node whose commit was cut off: its alarms were shown nowhere here either.
    if (isOwn) live.afresh();
  }

  #forgetPeople(): void {
    this.#tools.keys.verifier.forget();
    this.#tools.live.afresh();
  }

  async #alarms(ids: readonly number[]): Promise<void> {
    for (const alarm of await this.#tools.alarms.byIds(ids))
      this.#tools.live.publish({ kind: 'alarm', alarm });
  }
}
