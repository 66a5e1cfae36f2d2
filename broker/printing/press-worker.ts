import { parentPort, workerData } from 'node:worker_threads';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import { press } from './press.js';
import type { PrintOrder } from './print-order.js';
import type { WorkerMessage } from './worker-message.js';

const tell = (message: WorkerMessage): void => {
  parentPort?.postMessage(message);
};

/** The printing thread: one order, then it ends. It is stopped from outside, so nothing here asks to. */
try {
  const report = await press(workerData as PrintOrder, {
    onProgress: (progress) => {
      tell({ kind: 'progress', progress });
    },
    signal: new AbortController().signal,
  });
  tell({ kind: 'done', report });
} catch (error) {
  const { code, details } =
    error instanceof GateError ? error : new GateError('print-failed', { problem: messageOf(error) });
  tell({ kind: 'failed', code, details });
}
