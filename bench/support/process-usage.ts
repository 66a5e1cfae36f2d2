import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second of /proc/PID/stat; 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

export interface ProcessUsage {
  /** User and system time of all threads, microseconds. */
  readonly cpuMicros: number;
  readonly residentMb: number;
  readonly peakMb: number;
}

/** What a process and its children use now. A process that has ended counts nothing. */
export function usageOfTree(pid: number): ProcessUsage {
  const usages = treeOf(pid).map(usageOfOne);
  return {
    cpuMicros: sum(usages.map(({ cpuMicros }) => cpuMicros)),
    residentMb: sum(usages.map(({ residentMb }) => residentMb)),
    peakMb: sum(usages.map(({ peakMb }) => peakMb)),
  };
}

/** The process and everything it started, as far as that still runs. */
export function treeOf(pid: number): readonly number[] {
  const children = readdirOf(`/proc/${pid}/task`).flatMap((task) =>
    (textOf(`/proc/${pid}/task/${task}/children`) ?? '').split(' ').filter((word) => word !== ''),
  );
  return [pid, ...children.flatMap((child) => treeOf(Number(child)))];
}

/** Bytes that a process has caused to be written to the disk (proc(5), `write_bytes`). */
export function bytesWrittenBy(pid: number): number {
  return ioField(textOf(`/proc/${pid}/io`) ?? '', 'write_bytes');
}

/** User and system time of a line of /proc/PID/stat, microseconds (proc(5), fields 14 and 15). */
export function cpuMicrosOf(stat: string): number {
  // The second field is the name in brackets, which may hold blanks and brackets itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user = '0', system = '0'] = fields.slice(11, 13);
  return ((Number(user) + Number(system)) * 1e6) / TICKS_PER_SECOND;
}

/** A size of /proc/PID/status in MB (10^6 bytes), such as `VmRSS` or `VmHWM`; 0 when it is missing. */
export function sizeOf(status: string, name: string): number {
  const match = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status);
  return (Number(match?.[1] ?? 0) * 1024) / 1e6;
}

/** A count of /proc/PID/io; 0 when it is missing. */
export function ioField(io: string, name: string): number {
  const match = new RegExp(`^${name}: (\\d+)$`, 'm').exec(io);
  return Number(match?.[1] ?? 0);
}

function usageOfOne(pid: number): ProcessUsage {
  const stat = textOf(`/proc/${pid}/stat`);
  const status = textOf(`/proc/${pid}/status`) ?? '';
  return {
    cpuMicros: stat === null ? 0 : cpuMicrosOf(stat),
    residentMb: sizeOf(status, 'VmRSS'),
    peakMb: sizeOf(status, 'VmHWM'),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function readdirOf(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
