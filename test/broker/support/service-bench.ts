import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '#core/bindings/system-clock.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { SILENT_LOGGER } from '#core/ports/logger.js';
import { compoundId, gateId, householdId } from '#core/units/ids.js';
import type { Decision } from '#core/wire/decision.js';
import { topicOf } from '#core/wire/topics.js';
import { startService, type Service } from '#broker/service.js';
import { RawMqttClient } from './raw-mqtt-client.js';

export const GARDEN = compoundId('garden');

export function startOn(dataDir: string, port = 0): Promise<Service> {
  const tools = { clock: systemClock, entropy: systemEntropy, logger: SILENT_LOGGER };
  return startService({ dataDir, mqtt: { host: '127.0.0.1', port } }, tools);
}

export async function temporaryData(): Promise<{ dataDir: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-service-'));
  return { dataDir: join(folder, 'data'), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Puts the compound `garden` with a gate and households `1-1-1`, `1-1-2` and so on into the register. */
export async function furnish(
  service: Service,
  made: { readonly gates: readonly string[]; readonly households?: number },
): Promise<ReadonlyMap<string, string>> {
  const { central } = service;
  await central.compounds.add({ id: GARDEN, name: '花园', timezone: 'Asia/Shanghai' });
  const passwords = new Map<string, string>();
  for (const id of made.gates) {
    const { password } = await central.gates.add({ id: gateId(id), compound: GARDEN, name: id });
    passwords.set(id, password);
  }
  for (let room = 1; room <= (made.households ?? 1); room += 1) {
    const household = householdId(`1-1-${room}`);
    await central.households.put(GARDEN, household, { residents: [] });
    await central.passes.issue({ compound: GARDEN, household, kind: 'purchase' });
  }
  return passwords;
}

/** A gate that is connected and listens for its decisions and receipts. */
export async function connectGate(
  service: Service,
  gate: string,
  passwords: ReadonlyMap<string, string>,
): Promise<RawMqttClient> {
  const password = passwords.get(gate) ?? '';
  const [client, code] = await RawMqttClient.connect(service.mqtt.port, {
    clientId: gate,
    userName: gate,
    password,
  });
  if (code !== 0) throw new Error(`${gate} was refused with ${String(code)}`);
  await client.subscribe([topicOf(gateId(gate), 'decisions'), topicOf(gateId(gate), 'receipts')]);
  return client;
}

export function decisionsOf(client: RawMqttClient): Decision[] {
  return client.received
    .filter(({ topic }) => topic.endsWith('/decisions'))
    .map(({ payload }) => JSON.parse(payload) as Decision);
}
