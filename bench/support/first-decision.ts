import { createConnection } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { SeededFolder } from '../seed/seeded-folder.js';
import { BenchFault } from './bench-fault.js';
import { CentralProgram } from './central-program.js';
import type { Cleanup } from './cleanup.js';
import type { Driver } from './driver.js';
import { freePort } from './free-port.js';

const PATIENCE = 120_000;
const RETRY = 5;

/** Seconds from the start of the service's process to the first decision that a gate gets from it. */
export async function timeToFirstDecision(
  seeded: SeededFolder,
  tools: { readonly command: string; readonly cleanup: Cleanup; readonly driver: Driver },
): Promise<number> {
  const mqttPort = await freePort();
  const startedAt = Date.now();
  const central = new CentralProgram({ ...tools, data: seeded.data, mqttPort });
  try {
    await listening(mqttPort, startedAt + PATIENCE);
    const report = await tools.driver.run({
      gates: seeded.gates.slice(0, 1).map((gate) => ({ ...gate, port: mqttPort })),
      credentials: seeded.credentials,
      pace: { kind: 'light' },
      traffic: { kind: 'each-once' },
      maxEntries: 1,
      maxSeconds: 10,
    });
    if (report.answered !== 1) throw new BenchFault(`the first entry had no answer:\n${central.text}`);
    return (report.firstAnswerAt - startedAt) / 1000;
  } finally {
    await central.stop();
  }
}

async function listening(port: number, giveUpAt: number): Promise<void> {
  while (!(await accepts(port))) {
    if (Date.now() > giveUpAt) throw new BenchFault(`nobody listens on port ${port}`);
    await wait(RETRY);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
