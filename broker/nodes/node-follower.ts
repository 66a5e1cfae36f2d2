import type { Alarm } from '#core/api/alarms.js';
import type { AmendmentRecord } from '#core/api/amendments.js';
import type { EntryRecord } from '#core/api/entries.js';
import type { LiveBody } from '#core/api/live.js';
import type { GateId } from '#core/units/ids.js';
import type { ToldPresence } from '../gates/told-presence.js';
import type { NodeEvent } from './node-event.js';
import type { SeenEntry } from '../sense/thermometer-watch.js';
import type { HeardEvent, NodeListener } from './node-feed.js';
import type { OwnBatches } from './own-batches.js';

/** What a node keeps in memory and shows, which changes when another node does something. */
interface FollowerTools {
  readonly ownBatches: Pick<OwnBatches, 'heard' | 'forget'>;
  readonly entries: { seen(ids: readonly number[]): Promise<readonly Omit<SeenEntry, 'isOwn'>[]> };
  readonly thermometers: { see(entry: SeenEntry): void };
  readonly amendments: { byIds(ids: readonly number[]): Promise<readonly AmendmentRecord[]> };
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

/** What only another node can tell this one. */
type OfAnother = Extract<NodeEvent, { kind: 'amendments' | 'alarms' | 'erased' | 'presence' }>;

/** Takes what the nodes tell into the memory of this one, and onto its pages. */
export class NodeFollower implements NodeListener {
  readonly #tools: FollowerTools;

  constructor(tools: FollowerTools) {
    this.#tools = tools;
  }

  async heard(heard: HeardEvent): Promise<void> {
    const { event, isOwn } = heard;
    const { board, keys } = this.#tools;
    switch (event.kind) {
      case 'entries':
        return this.#entries(event, isOwn);
      case 'gate':
        return board.refresh(event.gate);
      case 'passes':
        keys.verifier.forget();
        return;
      case 'keys':
        return keys.reload();
      case 'book':
        return;
      default:
        // What this node has done itself is on its pages already.
        if (!isOwn) await this.#ofAnother(event, heard.node);
    }
  }

  async #ofAnother(event: OfAnother, node: string): Promise<void> {
    switch (event.kind) {
      case 'amendments':
        return this.#amendments(event.ids);
      case 'alarms':
        return this.#alarms(event.ids);
      case 'erased':
        this.#forgetPeople();
        return;
      case 'presence':
        this.#tools.board.takeTold(node, event.gates);
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
    const { ownBatches, entries, thermometers, board, live, bodyOf } = this.#tools;
    if (isOwn && (await ownBatches.heard(event.batch))) return;
    for (const { record, reading } of await entries.seen(event.ids)) {
      thermometers.see({ record, reading, isOwn });
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

  async #amendments(ids: readonly number[]): Promise<void> {
    for (const amendment of await this.#tools.amendments.byIds(ids))
      this.#tools.live.publish({ kind: 'amendment', amendment });
  }

  async #alarms(ids: readonly number[]): Promise<void> {
    for (const alarm of await this.#tools.alarms.byIds(ids))
      this.#tools.live.publish({ kind: 'alarm', alarm });
  }
}
