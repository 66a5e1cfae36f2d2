import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import process, { stderr, stdout } from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import mqtt from 'mqtt';
import type { Entry } from '#core/wire/entry.js';
import { freePort } from '../support/free-port.js';
import { endWithParent } from './end-with-parent.js';
import { decisionText, entryValues, INSERT_ENTRY, openEntryTable, runStatement } from './entry-table.js';

/**
 * Baseline (c): Mosquitto, and a service of its own on MQTT.js and the `sqlite3` package. With `rule`, each entry is one
 * transaction that reads the household's last outing, decides, and writes: what it takes to let nobody out twice. With
 * `insert`, each entry is one INSERT and nothing is decided.
 */
const QUOTA = 3 * 24 * 3_600_000;
const GATE_LEVEL = 3;
const [way = 'rule', path = 'entries.sqlite'] = process.argv.slice(2);

const port = await freePort();
const broker = startMosquitto();
// It keeps nothing, and must not outlive us.
endWithParent(() => broker.kill('SIGKILL'));
process.once('exit', () => broker.kill('SIGKILL'));
await listening();

const table = await openEntryTable(path);
const insert = table.raw.prepare(INSERT_ENTRY);
/** Transactions of one connection must not mix: each waits for the one before it. */
const queue = { tail: Promise.resolve() };

const client = await mqtt.connectAsync({ host: '127.0.0.1', port, protocolVersion: 4 });
// MQTT.js leaves Nagle's algorithm on, which would add 40 ms to every answer.
(client.stream as unknown as Socket).setNoDelay(true);
client.on('message', (topic, payload) => {
  const gate = topic.split('/')[GATE_LEVEL] ?? '';
  const text = payload.toString();
  const entry = JSON.parse(text) as Entry;
  const answer = (verdict: string): void => {
    const decision = decisionText(entry, verdict);
    client.publish(`gatehouse/v1/gates/${gate}/decisions`, decision, { qos: 1 });
  };
  if (way === 'insert') {
    const values = entryValues(gate, text, { entry, verdict: 'allow' });
    runStatement(insert, values, () => answer('allow'));
  } else {
    queue.tail = queue.tail.then(() => decided(gate, text, entry)).then(answer);
  }
});
await client.subscribeAsync('gatehouse/v1/gates/+/entries', { qos: 1 });
stdout.write(`port ${port}\n`);

async function decided(gate: string, text: string, entry: Entry): Promise<string> {
  const { direction, credential, at } = entry;
  await table.exec('begin immediate');
  const [last] = await table.all('select at from outings where credential = ?', [credential.value]);
  const isFree = last === undefined || at - Number(last['at']) > QUOTA;
  const verdict = direction === 'in' || isFree ? 'allow' : 'deny';
  await new Promise<void>((resolve) => {
    runStatement(insert, entryValues(gate, text, { entry, verdict }), resolve);
  });
  if (direction === 'out' && isFree) {
    await table.run('insert or replace into outings (credential, at) values (?, ?)', [credential.value, at]);
  }
  await table.exec('commit');
  return verdict;
}

function startMosquitto(): ReturnType<typeof spawn> {
  const settings = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'set_tcp_nodelay true',
    'max_inflight_messages 0',
    'max_queued_messages 0',
    'persistence false',
    'log_dest stderr',
    'log_type error',
  ];
  const file = join(dirname(path), 'mosquitto.conf');
  writeFileSync(file, `${settings.join('\n')}\n`);
  const child = spawn('mosquitto', ['-c', file], { stdio: ['ignore', 'inherit', 'inherit'] });
  child.once('error', (error) => {
    stderr.write(`mosquitto: ${error.message}\n`);
    process.exit(1);
  });
  return child;
}

async function listening(): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = createConnection({ host: '127.0.0.1', port });
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return;
    await wait(50);
  }
  stderr.write('mosquitto does not listen\n');
  process.exit(1);
}
