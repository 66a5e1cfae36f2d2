import { dirname, resolve } from 'node:path';
import Type from 'typebox';
import { configObject, loadConfig } from '#core/bindings/load-config.js';
import { LOG_LEVELS } from './log-levels.js';

const Text = Type.String({ minLength: 1, maxLength: 1_024 });

const BrokerSchema = configObject({
  url: Type.String({ description: 'mqtt://HOST:PORT or mqtts://HOST:PORT' }),
  user: Type.Optional(Text),
  passwordFile: Type.Optional(Text),
  caFile: Type.Optional(Text),
  certFile: Type.Optional(Text),
  keyFile: Type.Optional(Text),
  sharedSubscriptions: Type.Optional(Type.Boolean()),
});

/** The configuration file of `gatehouse central`; `docs/operator.md` explains each key. */
export const CentralConfigSchema = configObject({
  http: Type.Optional(Type.String({ description: 'HOST:PORT' })),
  mqtt: Type.Optional(Type.String({ description: 'HOST:PORT of the broker inside' })),
  mqttBroker: Type.Optional(BrokerSchema),
  database: Type.Optional(Text),
  font: Type.Optional(Text),
  node: Type.Optional(Text),
  log: Type.Optional(Type.Enum([...LOG_LEVELS])),
});
export type CentralConfig = Type.Static<typeof CentralConfigSchema>;

/**
 * Reads the YAML file of a central service. Relative paths in it start from its own folder.
 * @throws GateError `config-unreadable`, `config-invalid` with every fault at once.
 */
export async function loadCentralConfig(path: string): Promise<CentralConfig> {
  const config = await loadConfig(path, CentralConfigSchema);
  const { mqttBroker, font } = config;
  const printing = font === undefined ? {} : { font: resolve(dirname(path), font) };
  if (mqttBroker === undefined) return { ...config, ...printing };
  const files = (['passwordFile', 'caFile', 'certFile', 'keyFile'] as const).flatMap((key) => {
    const file = mqttBroker[key];
    return file === undefined ? [] : [[key, resolve(dirname(path), file)] as const];
  });
  return { ...config, ...printing, mqttBroker: { ...mqttBroker, ...Object.fromEntries(files) } };
}
