import { Worker } from 'node:worker_threads';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import type { Press, PrintReport } from './print-order.js';
import type { WorkerMessage } from './worker-message.js';

/** Largest heap of the printing thread in MB: a fault of it must not take the memory of the gates' service. */
const HEAP_LIMIT = 512;

/**
 * A press that works in a thread of its own, so that the service goes on deciding meanwhile. The thread runs the built
 * file beside this one.
 */
export const workerPress: Press = (order, { onProgress, signal }) =>
  new Promise<PrintReport>((resolve, reject) => {
    signal.throwIfAborted();
    const worker = new Worker(new URL('./press-worker.js', import.meta.url), {
      workerData: order,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT },
    });
    const stop = (): void => {
      void worker.terminate();
      reject(new GateError('print-failed', { problem: 'it was stopped' }));
    };
    signal.addEventListener('abort', stop, { once: true });
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'progress') onProgress(message.progress);
      else if (message.kind === 'done') resolve(message.report);
      else reject(new GateError(message.code, message.details));
    });
    worker.on('error', (cause) => {
      reject(new GateError('print-failed', { problem: messageOf(cause) }, { cause }));
    });
    worker.on('exit', () => {
      signal.removeEventListener('abort', stop);
      reject(new GateError('print-failed', { problem: 'the printing thread ended early' }));
    });
  });
