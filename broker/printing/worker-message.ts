import type { ErrorCode } from '#core/errors/codes.js';
import type { ErrorDetails } from '#core/errors/gate-error.js';
import type { PrintProgress, PrintReport } from './print-order.js';

/** What the printing thread tells: progress, and at its end one report or one fault. */
export type WorkerMessage =
  | { readonly kind: 'progress'; readonly progress: PrintProgress }
  | { readonly kind: 'done'; readonly report: PrintReport }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly details: ErrorDetails };
