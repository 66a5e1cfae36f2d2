import type { AddedGate, GateState, NewGate } from '#core/api/gates.js';
import type { EntryRecord } from '#core/api/entries.js';
import type { Gates } from '#core/api/central.js';
import type { Clock } from '#core/ports/clock.js';
import type { CompoundId, GateId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import { isGatePassword, type GatePasswordHash } from '../mqtt/gate-password.js';
import type { DayCounts } from './day-counts.js';
import { heard, type GatePresence } from './gate-presence.js';
import type { GateRecord } from './gate-record.js';
import type { GateStore } from './gate-store.js';
import { GatesElsewhere } from './gates-elsewhere.js';
import { toldPresence, type ToldPresence } from './told-presence.js';

interface BoardTools {
  readonly clock: Clock;
  readonly store: GateStore;
  /** Called with a gate whose state a page should see. */
  readonly onChange: (gate: GateState) => void;
}

/** No gate has this password: a stranger's log-in costs the same time as a wrong password. */
const NO_GATE: GatePasswordHash = { salt: '', hash: '00'.repeat(32) };

/** Every gate with its presence, counts and health, kept in memory; the register behind it is in the database. */
export class GateBoard implements Gates {
  readonly #tools: BoardTools;
  readonly #gates = new Map<GateId, GateRecord>();
  readonly #counts = new Map<CompoundId, DayCounts>();
  readonly #changed = new Set<GateId>();
  /** When gates were heard since their presence was looked at last. */
  readonly #heard = new Map<GateId, Instant>();
  readonly #unsavedHeard = new Set<GateId>();
  /** Gates whose presence here the other nodes have not been told. */
  readonly #untold = new Set<GateId>();
  readonly #elsewhere = new GatesElsewhere();

  constructor(tools: BoardTools) {
    this.#tools = tools;
  }

  /** Reads the register and the counts of today. */
  async load(): Promise<void> {
    for (const gate of await this.#tools.store.load((compound) => this.#countsOf(compound))) {
      this.#gates.set(gate.id, gate);
    }
    for (const [compound, counts] of this.#counts) await this.#loadToday(compound, counts);
  }

  list(): Promise<readonly GateState[]> {
    this.#takeHeard();
    const gates = [...this.#gates.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    return Promise.resolve(gates.map((gate) => this.#stateOf(gate)));
  }

  async add(gate: NewGate): Promise<AddedGate> {
    const { record, password } = await this.#tools.store.add(gate, (compound) => this.#countsOf(compound));
    this.#gates.set(record.id, record);
    this.#tools.onChange(this.#stateOf(record));
    return { gate: this.#stateOf(record), password };
  }

  /** Reads one gate of the register again, because it is new there or was changed. */
  async refresh(gate: GateId): Promise<void> {
    for (const fresh of await this.#tools.store.load((compound) => this.#countsOf(compound), { gate }))
      this.#take(fresh);
  }

  /** Reads the gates of a compound again, because its policy is another, and tells pages at once. */
  async refreshCompound(compound: CompoundId): Promise<void> {
    for (const fresh of await this.#tools.store.load((one) => this.#countsOf(one), { compound })) {
      this.#take(fresh);
      this.#tell(fresh.id);
    }
  }

  /** Reads everything again; who is connected stays known. */
  async reload(): Promise<void> {
    for (const fresh of await this.#tools.store.load((compound) => this.#countsOf(compound)))
      this.#take(fresh);
    for (const [compound, counts] of this.#counts) await this.#loadToday(compound, counts);
  }

  has(gate: GateId): boolean {
    return this.#gates.has(gate);
  }

  authenticate(gate: GateId, password: Uint8Array): boolean {
    const known = this.#gates.get(gate);
    const isRight = isGatePassword(password, known?.password ?? NO_GATE);
    return known !== undefined && isRight;
  }

  /** Takes one step of a gate's presence; tells pages at once when the gate came or went. */
  step(gate: GateId, change: (presence: GatePresence) => GatePresence): void {
    const known = this.#current(gate);
    if (known === undefined) return;
    const presence = change(known.presence);
    this.#gates.set(gate, { ...known, presence });
    this.#unsavedHeard.add(gate);
    this.#changed.add(gate);
    this.#untold.add(gate);
    if (presence.state !== known.presence.state) this.#tell(gate);
  }

  presencesToTell(all: boolean): readonly ToldPresence[] {
    this.#takeHeard();
    const told = [...this.#gates.values()].filter(({ id, presence }) => {
      return this.#untold.has(id) || (all && presence.connections > 0);
    });
    this.#untold.clear();
    return told.map(({ id, presence }) => toldPresence(id, presence));
  }

  /** Takes what another node has told; tells pages at once when a gate came or went. */
  takeTold(node: string, told: readonly ToldPresence[]): void {
    const now = this.#tools.clock.now();
    for (const one of told) {
      const known = this.#gates.get(one.gate);
      if (known === undefined) continue;
      const before = this.#stateOf(known).state;
      this.#elsewhere.take(node, one, now);
      this.#changed.add(one.gate);
      if (this.#stateOf(known).state !== before) this.#tell(one.gate);
    }
  }

  /** Called for every message, so it only notes the time; whoever reads the state puts it in. */
  heard(gate: GateId): void {
    this.#heard.set(gate, this.#tools.clock.now());
  }

  count(record: EntryRecord): void {
    const now = this.#tools.clock.now();
    this.#gates.get(record.gate)?.counts.add(record, { at: record.at, now });
    this.#changed.add(record.gate);
  }

  quarantined(gate: GateId, count: number): void {
    const known = this.#gates.get(gate);
    if (known === undefined) return;
    this.#gates.set(gate, { ...known, quarantined: known.quarantined + count });
    this.#changed.add(gate);
  }

  /** Tells pages of every gate that changed since the last time. Called once a second, so that a crowd is one event. */
  tellChanges(): void {
    this.#takeHeard();
    for (const gate of this.#elsewhere.expire(this.#tools.clock.now())) this.#changed.add(gate);
    for (const gate of [...this.#changed]) this.#tell(gate);
  }

  /** Saves when gates were last heard, so that a restart knows it. Called now and then: it is worth no sync an entry. */
  async save(): Promise<void> {
    this.#takeHeard();
    const heardAt = [...this.#unsavedHeard].map((id) => ({
      id,
      at: this.#gates.get(id)?.presence.lastHeardAt ?? null,
    }));
    this.#unsavedHeard.clear();
    await this.#tools.store.saveHeard(heardAt);
  }

  #take(fresh: GateRecord): void {
    const { presence = fresh.presence } = this.#gates.get(fresh.id) ?? {};
    this.#gates.set(fresh.id, { ...fresh, presence });
    this.#changed.add(fresh.id);
  }

  #takeHeard(): void {
    for (const gate of [...this.#heard.keys()]) this.#current(gate);
  }

  /** The record with when the gate was heard last. */
  #current(gate: GateId): GateRecord | undefined {
    const known = this.#gates.get(gate);
    const at = this.#heard.get(gate);
    this.#heard.delete(gate);
    if (known === undefined || at === undefined) return known;
    const current = { ...known, presence: heard(known.presence, at) };
    this.#gates.set(gate, current);
    this.#unsavedHeard.add(gate);
    this.#changed.add(gate);
    return current;
  }

  #tell(gate: GateId): void {
    const known = this.#current(gate);
    this.#changed.delete(gate);
    if (known !== undefined) this.#tools.onChange(this.#stateOf(known));
  }

  #stateOf({ id, compound, name, policy, presence, counts, quarantined }: GateRecord): GateState {
    const { state, lastHeardAt, health } = this.#elsewhere.together(id, presence);
    const today = counts.of(id, this.#tools.clock.now());
    return {
      id,
      compound,
      timezone: counts.zone,
      name,
      policy,
      state,
      lastHeardAt,
      today,
      quarantined,
      health,
    };
  }

  #countsOf(compound: { readonly id: CompoundId; readonly timezone: string }): DayCounts {
    const known = this.#counts.get(compound.id);
    if (known !== undefined) return known;
    const counts = this.#tools.store.newCounts(compound.timezone);
    this.#counts.set(compound.id, counts);
    return counts;
  }

  async #loadToday(compound: CompoundId, counts: DayCounts): Promise<void> {
    const now = this.#tools.clock.now();
    const since = counts.dayStart(now);
    const rows = await this.#tools.store.countsSince(compound, since);
    counts.clear();
    for (const row of rows) {
      counts.add(row, { at: since, now, times: row.times });
    }
  }
}
