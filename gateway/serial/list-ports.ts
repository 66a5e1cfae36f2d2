import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { SerialPort } from 'serialport';

/** A serial port of this machine, with what helps to tell it from the others. */
export interface ListedPort {
  readonly path: string;
  /** Stable names under /dev/serial: use one of them in a configuration. */
  readonly stableNames: readonly string[];
  readonly vendor: string | null;
  readonly product: string | null;
  readonly serialNumber: string | null;
  /** Programs that have it open: name and process id. Only those this user may look at. */
  readonly heldBy: readonly string[];
}

const STABLE_FOLDERS = ['/dev/serial/by-id', '/dev/serial/by-path'];

/** Ports the system knows, plus whatever a stable name points at; works without udev's tools too. */
export async function listPorts(): Promise<ListedPort[]> {
  const [known, stable, holders] = await Promise.all([knownPorts(), stableNames(), portHolders()]);
  const paths = [...new Set([...known.keys(), ...stable.keys()])].sort();
  return paths.map((path) => ({
    path,
    stableNames: stable.get(path) ?? [],
    vendor: null,
    product: null,
    serialNumber: null,
    ...known.get(path),
    heldBy: holders.get(path) ?? [],
  }));
}

type Identity = Pick<ListedPort, 'vendor' | 'product' | 'serialNumber'>;

/** `SerialPort.list` runs udevadm, which slim systems lack (devices.md section 6.2): then there is nothing to tell. */
async function knownPorts(): Promise<Map<string, Identity>> {
  const ports = await SerialPort.list().catch(() => []);
  return new Map(
    ports.map((port) => {
      const vendor = [port.vendorId, port.manufacturer].filter(Boolean).join(' ') || null;
      return [
        port.path,
        { vendor, product: port.productId ?? null, serialNumber: port.serialNumber ?? null },
      ];
    }),
  );
}

async function stableNames(): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>();
  for (const folder of STABLE_FOLDERS) {
    for (const name of await readdir(folder).catch(() => [])) {
      const path = await realpath(join(folder, name)).catch(() => null);
      if (path !== null) names.set(path, [...(names.get(path) ?? []), join(folder, name)]);
    }
  }
  return names;
}

async function portHolders(): Promise<Map<string, string[]>> {
  const holders = new Map<string, string[]>();
  const processes = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const id of processes) {
    const open = await openPaths(id);
    if (open.size === 0) continue;
    const name = (await readFile(`/proc/${id}/comm`, 'utf8').catch(() => '?')).trim();
    for (const path of open) holders.set(path, [...(holders.get(path) ?? []), `${name} (${id})`]);
  }
  return holders;
}

/** Terminals a process has open; none for processes of other users. */
async function openPaths(id: string): Promise<Set<string>> {
  const folder = `/proc/${id}/fd`;
  const links = await Promise.all(
    (await readdir(folder).catch(() => [])).map((fd) => readlink(join(folder, fd)).catch(() => '')),
  );
  return new Set(links.filter((target) => /^\/dev\/(tty|pts\/|serial|rfcomm)/.test(target)));
}
