import type { ServiceOptions } from '#broker/service.js';
import { GateError } from '#core/errors/gate-error.js';
import { parseAddress, type Address } from '#core/units/address.js';
import { isId } from '#core/units/ids.js';
import type { CentralConfig } from './central-config.js';

const DEFAULT_HTTP = '127.0.0.1:8080';
const DEFAULT_MQTT = '127.0.0.1:1883';
const DEFAULT_NODE = 'central';
const DEFAULT_LOG = 'info';

/** What the command line of `gatehouse central` says; what it leaves out the file may say. */
export interface CentralWords {
  readonly data: string;
  readonly http?: string;
  readonly mqtt?: string;
  readonly mqttBroker?: string;
  readonly mqttUser?: string;
  readonly mqttPasswordFile?: string;
  readonly mqttCa?: string;
  readonly mqttCert?: string;
  readonly mqttKey?: string;
  readonly node?: string;
  readonly database?: string;
  readonly font?: string;
  readonly log?: string;
}

/** What a central service is started with. */
export interface CentralSettings {
  readonly dataDir: string;
  readonly http: Address;
  readonly mqtt: ServiceOptions['mqtt'];
  readonly database?: string | undefined;
  readonly font?: string | undefined;
  readonly log: string;
}

type BrokerConfig = NonNullable<CentralConfig['mqttBroker']>;

/**
 * Puts command line, file and defaults together, in this order of weight.
 * @throws GateError `usage-wrong`, `address-invalid`, `id-invalid`
 */
export function centralSettings(words: CentralWords, config: CentralConfig = {}): CentralSettings {
  return {
    dataDir: words.data,
    http: parseAddress(words.http ?? config.http ?? DEFAULT_HTTP, '--http'),
    mqtt: mqttOf(words, config),
    database: words.database ?? config.database,
    font: words.font ?? config.font,
    log: words.log ?? config.log ?? DEFAULT_LOG,
  };
}

/** One broker, inside or outside; a choice on the command line takes the place of one in the file. */
function mqttOf(words: CentralWords, config: CentralConfig): CentralSettings['mqtt'] {
  const isInside = words.mqtt !== undefined || (words.mqttBroker === undefined && config.mqtt !== undefined);
  const broker = words.mqtt === undefined || words.mqttBroker !== undefined ? brokerOf(words, config) : null;
  if (isInside && broker !== null) throw usage('one broker is enough: give either --mqtt or --mqtt-broker');
  if (broker !== null) return { external: { ...broker, clientId: `gatehouse.${nodeOf(words, config)}` } };
  const stray = BROKER_WORDS.find(([key]) => words[key] !== undefined);
  if (stray !== undefined) throw usage(`${stray[1]} needs --mqtt-broker`);
  return parseAddress(words.mqtt ?? config.mqtt ?? DEFAULT_MQTT, '--mqtt');
}

/** Options about a broker outside: on the command line, as people write them, in the file. */
const BROKER_WORDS = [
  ['mqttUser', '--mqtt-user', 'user'],
  ['mqttPasswordFile', '--mqtt-password-file', 'passwordFile'],
  ['mqttCa', '--mqtt-ca', 'caFile'],
  ['mqttCert', '--mqtt-cert', 'certFile'],
  ['mqttKey', '--mqtt-key', 'keyFile'],
] as const;

type External = Extract<CentralSettings['mqtt'], { external: unknown }>['external'];

/** The broker outside, or null when none is named. */
function brokerOf(words: CentralWords, { mqttBroker }: CentralConfig): Omit<External, 'clientId'> | null {
  const url = words.mqttBroker ?? mqttBroker?.url;
  if (url === undefined) return null;
  const said = BROKER_WORDS.flatMap(([word, , key]) =>
    words[word] === undefined ? [] : [[key, words[word]] as const],
  );
  const { user, ...files }: Partial<BrokerConfig> = { ...mqttBroker, ...Object.fromEntries(said) };
  return { ...files, url, username: user };
}

function nodeOf(words: CentralWords, config: CentralConfig): string {
  const text = words.node ?? config.node ?? DEFAULT_NODE;
  if (!isId(text)) throw new GateError('id-invalid', { kind: 'node', text });
  return text;
}

function usage(problem: string): GateError {
  return new GateError('usage-wrong', { problem });
}
