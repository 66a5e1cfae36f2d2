/** What the service has counted since it started. Every number only grows, except `connections`. */
export interface ServiceCounters {
  /** Entries committed to the ledger. */
  readonly entries: number;
  /** Entries that were already in the ledger and got their recorded decision again. */
  readonly repeats: number;
  /** Messages set aside in quarantine. */
  readonly quarantined: number;
  /** Connections, publishes and subscriptions refused by the access rules or the byte guard. */
  readonly refused: number;
  /** Ledger transactions committed. */
  readonly batches: number;
  /** Most entries that shared one transaction. */
  readonly largestBatch: number;
  /** Ledger transactions that failed and were tried again. */
  readonly databaseFaults: number;
  /** Gates connected now. */
  readonly connections: number;
}
