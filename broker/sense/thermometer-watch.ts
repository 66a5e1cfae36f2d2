import type { Alarm } from '#core/api/alarms.js';
import type { EntryRecord } from '#core/api/entries.js';
import type { SuspectThermometer } from '#core/api/thermometers.js';
import { messageOf } from '#core/errors/gate-error.js';
import { sensedOutcomeOfReason } from '#core/measure/sensed-outcome.js';
import { SensorSense, type SenseChange } from '#core/measure/sensor-sense.js';
import { every, type CancelTimer, type Clock } from '#core/ports/clock.js';
import type { Logger } from '#core/ports/logger.js';
import type { CompoundId } from '#core/units/ids.js';
import { MINUTE } from '#core/units/instant.js';
import type { Reading } from '#core/wire/entry.js';
import { Crowd } from './crowd.js';
import { deviceKey, isSensed, placeOfReading, sensedReading, type DevicePlace } from './sensed-reading.js';
import type { SuspectAlarms } from './suspect-alarms.js';

/** An entry that was committed, with its reading. */
export interface SeenEntry {
  readonly record: EntryRecord;
  readonly reading: Reading | null;
  /** Committed by this node. */
  readonly isOwn: boolean;
}

interface WatchTools {
  readonly alarms: Pick<SuspectAlarms, 'open' | 'raise' | 'clear'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onAlarm: (alarm: Alarm) => void;
}

/** The last entry of a device. */
type LastSeen = SeenEntry & { readonly place: DevicePlace };

/**
 * Feeds what thermometers measure to the sense of their compound, and raises one alarm for each that is suspect. No fever is
 * hidden by it. Every node of a database hears the entries of all; the one to which a device's last entry came raises and
 * clears its alarm.
 */
export class ThermometerWatch {
  readonly #tools: WatchTools;
  readonly #senses = new Map<CompoundId, SensorSense>();
  readonly #last = new Map<string, LastSeen>();
  readonly #suspects = new Map<string, SuspectThermometer>();
  readonly #cancel: CancelTimer;
  /** Of accepted readings. */
  readonly #crowd = new Crowd();
  /** The open alarms by device, as soon as they are read. */
  #open: Map<string, number> | null = null;
  #work: Promise<void> = Promise.resolve();

  constructor(tools: WatchTools) {
    this.#tools = tools;
    this.#cancel = every(tools.clock, MINUTE, () => {
      this.#sweep();
    });
  }

  /** Those that are suspect now, longest first. */
  list(): readonly SuspectThermometer[] {
    return [...this.#suspects.values()].sort((a, b) => a.since - b.since);
  }

  /** Takes in an entry after its commit. */
  see(entry: SeenEntry): void {
    const { record, reading } = entry;
    const place = placeOfReading(record, reading);
    if (reading === null || place === null || !isSensed(record, reading)) return;
    const outcome = sensedOutcomeOfReason(record.reason);
    if (outcome === 'accepted' && this.#crowd.isFull(place, this.#tools.clock.now())) return;
    const { compound } = record;
    const sensed = sensedReading(record, reading, { place, outcome });
    const sense = this.#senses.get(compound) ?? new SensorSense();
    this.#senses.set(compound, sense);
    this.#last.set(keyIn(compound, sensed.device), { ...entry, place });
    this.#follow(compound, sense.observe(sensed));
  }

  /** Waits for the alarms it has begun to raise. */
  async stop(): Promise<void> {
    this.#cancel();
    await this.#work;
  }

  #sweep(): void {
    const now = this.#tools.clock.now();
    for (const [compound, sense] of this.#senses) this.#follow(compound, sense.sweep(now));
    for (const [key, { record, place }] of this.#last) {
      const isForgotten = record.at < now - FORGOTTEN_AFTER && !this.#suspects.has(key);
      if (isForgotten && this.#senses.get(record.compound)?.suspectOf(deviceKey(place)) === null) {
        this.#last.delete(key);
      }
    }
  }

  #follow(compound: CompoundId, changes: readonly SenseChange[]): void {
    for (const change of changes) {
      const key = keyIn(compound, change.device);
      const last = this.#last.get(key);
      if (last === undefined) continue;
      const { causes, deviationC, since } = change;
      if (change.kind === 'clear') this.#suspects.delete(key);
      else this.#suspects.set(key, { compound, ...last.place, causes: [...causes], deviationC, since });
      if (change.kind !== 'causes' && last.isOwn) this.#enqueue(change.kind, key, last);
    }
  }

  /** One after the other, so that an alarm is raised before it is cleared. */
  #enqueue(kind: 'suspect' | 'clear', key: string, last: LastSeen): void {
    const { logger } = this.#tools;
    this.#work = this.#work
      .then(() => this.#change(kind, key, last))
      .catch((error: unknown) => {
        const { gate, device } = last.place;
        logger.warn(
          { gate, device, problem: messageOf(error) },
          'the alarm of a thermometer was not written',
        );
      });
  }

  async #change(kind: 'suspect' | 'clear', key: string, { record }: LastSeen): Promise<void> {
    const { alarms, onAlarm, clock } = this.#tools;
    this.#open ??= new Map(await alarms.open());
    const device = key.slice(record.compound.length + 1);
    const id = this.#open.get(device);
    if (kind === 'clear') {
      if (id === undefined) return;
      this.#open.delete(device);
      for (const alarm of await alarms.clear(id, clock.now())) onAlarm(alarm);
    } else if (id === undefined) {
      for (const alarm of await alarms.raise(record, clock.now())) {
        this.#open.set(device, alarm.id);
        onAlarm(alarm);
      }
    }
  }
}

/** Readings of a device are remembered for two hours; behind that it begins anew. */
const FORGOTTEN_AFTER = 180 * MINUTE;

function keyIn(compound: CompoundId, device: string): string {
  return `${compound}/${device}`;
}
