import { readFileSync } from 'node:fs';
import process from 'node:process';
import type { DriverJob, DriverMessage } from './driver-job.js';
import { Load } from './load.js';

/** The process that plays the gates: does one job after another, as its parent tells it, and ends with its parent. */
const files = new Map<string, Buffer>();

process.on('message', (job: DriverJob) => {
  run(job).catch((error: unknown) => {
    tell({ kind: 'failed', problem: error instanceof Error ? error.message : String(error) });
  });
});
process.once('disconnect', () => process.exit(0));
// The parent was killed while we spoke.
process.once('error', () => process.exit(1));
// Ctrl-C reaches the whole group; the parent ends this process when it has cleaned up.
process.on('SIGINT', () => undefined);

async function run(job: DriverJob): Promise<void> {
  const report = await new Load(job, credentialsOf(job.credentials.file)).run(() => tell({ kind: 'begin' }));
  tell({ kind: 'end', report });
}

/** Only the file in use stays in memory. */
function credentialsOf(file: string): Buffer {
  const known = files.get(file);
  if (known !== undefined) return known;
  files.clear();
  const bytes = readFileSync(file);
  files.set(file, bytes);
  return bytes;
}

function tell(message: DriverMessage): void {
  process.send?.(message);
}
