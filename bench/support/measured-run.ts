import type { DriverJob, DriverReport } from '../driver/driver-job.js';
import { BenchFault } from './bench-fault.js';
import type { Server } from './contestant.js';
import type { Driver } from './driver.js';
import { usageOfTree } from './process-usage.js';

/** One run of the driver against one server. */
export interface MeasuredRun {
  readonly report: DriverReport;
  readonly perSecond: number;
  /** Of all processes of the server. */
  readonly cpuMicrosEach: number;
  readonly residentMb: number;
}

/** @throws BenchFault when an answer was lost, doubled or foreign: such a figure means nothing. */
export async function measuredRun(
  driver: Driver,
  server: Server,
  job: Omit<DriverJob, 'gates'>,
): Promise<MeasuredRun> {
  let before = 0;
  const report = await driver.run({ ...job, gates: server.gates }, () => {
    before = cpuOf(server);
  });
  const cpu = cpuOf(server) - before;
  const { sent, answered, doubled, foreign } = report;
  if (answered !== sent || doubled > 0 || foreign > 0 || answered === 0) {
    throw new BenchFault(`${sent} entries, ${answered} answered, ${doubled} doubled, ${foreign} foreign`);
  }
  return {
    report,
    perSecond: answered / report.seconds,
    cpuMicrosEach: cpu / answered,
    residentMb: server.pids.reduce((sum, pid) => sum + usageOfTree(pid).residentMb, 0),
  };
}

function cpuOf(server: Server): number {
  return server.pids.reduce((sum, pid) => sum + usageOfTree(pid).cpuMicros, 0);
}
