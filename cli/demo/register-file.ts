import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Central } from '#core/api/central.js';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import { createDemoRegister, type DemoRegister } from './population.js';

const FILE = 'demo.json';
const OWNER_ONLY = 0o600;

/**
 * The demo's register: made at the first start on a data folder and kept there (readable by its owner only, since it
 * holds the gates' passwords), so that the same folder can be used again.
 * @throws GateError `config-invalid` when the folder was made with another number of gates.
 */
export async function demoRegister(
  central: Central,
  dataDir: string,
  gateCount: number,
): Promise<DemoRegister> {
  const path = join(dataDir, FILE);
  const kept = await readKept(path);
  if (kept === null) {
    const register = await createDemoRegister(central, gateCount);
    await writeFile(path, JSON.stringify(register), { mode: OWNER_ONLY });
    return register;
  }
  if (kept.gates.length === gateCount) return kept;
  const problems = `it holds a demo with ${kept.gates.length} gates: start with --gates ${kept.gates.length}, or use another --data`;
  throw new GateError('config-invalid', { path, problems });
}

async function readKept(path: string): Promise<DemoRegister | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return JSON.parse(text) as DemoRegister;
  } catch (cause) {
    const problems = `it is damaged (${messageOf(cause)}): use another --data`;
    throw new GateError('config-invalid', { path, problems }, { cause });
  }
}
