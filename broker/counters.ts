import type { ServiceCounters } from './service-counters.js';

/** Where the parts of the service count. */
export class Counters {
  entries = 0;
  repeats = 0;
  quarantined = 0;
  batches = 0;
  largestBatch = 0;
  databaseFaults = 0;

  /** A ledger transaction was committed. */
  batch(size: number): void {
    this.batches += 1;
    this.largestBatch = Math.max(this.largestBatch, size);
  }

  snapshot(broker: Pick<ServiceCounters, 'connections' | 'refused'>): ServiceCounters {
    const { entries, repeats, quarantined, batches, largestBatch, databaseFaults } = this;
    return { entries, repeats, quarantined, batches, largestBatch, databaseFaults, ...broker };
  }
}
