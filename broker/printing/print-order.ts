import type { PrintedPass } from '#core/print/printed-pass.js';
import type { LayoutChoice } from '#core/print/sheet-layout.js';
import type { Instant } from '#core/units/instant.js';

/** Everything one batch needs, as plain data: it crosses to the thread that prints. */
export interface PrintOrder {
  /** What the compound is called. */
  readonly compound: string;
  readonly passes: readonly PrintedPass[];
  readonly layout: LayoutChoice;
  readonly fontPath: string;
  readonly printedAt: Instant;
  /** The day of printing in the compound's zone. */
  readonly printedOn: string;
  /** The files that are written; no signature list when null. */
  readonly sheetsPath: string;
  readonly signaturesPath: string | null;
}

export interface PrintProgress {
  /** Passes that were read back. */
  readonly done: number;
  readonly total: number;
}

/** What a finished batch leaves behind besides its files. */
export interface PrintReport {
  readonly warnings: readonly string[];
}

export interface PrintWatch {
  readonly onProgress: (progress: PrintProgress) => void;
  /** Ends the work early. */
  readonly signal: AbortSignal;
}

/**
 * Prints a batch: every sheet is drawn, rasterised and read back.
 * Faults are GateError `print-unreadable`, `print-font-unusable` or `print-failed`.
 */
export type Press = (order: PrintOrder, watch: PrintWatch) => Promise<PrintReport>;
