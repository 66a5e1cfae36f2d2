import { createServer } from 'node:net';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GatehouseProcess, runGatehouse } from './support/gatehouse-process.js';
import { eventually } from './support/eventually.js';
import { temporaryFolder } from './support/temporary-folder.js';

const ANY_PORT = ['--http', '127.0.0.1:0', '--mqtt', '127.0.0.1:0'];

describe(
  'a fault on the command line is one clear line with the documented exit code',
  { timeout: 120_000 },
  () => {
    const folder = temporaryFolder();

    async function takenPort(): Promise<{ port: number; close: () => void }> {
      const server = createServer();
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      return { port, close: () => server.close() };
    }

    it.each([
      ['--http', '--mqtt'],
      ['--mqtt', '--http'],
    ])('names the option when the port of %s is in use', async (taken, free) => {
      const { port, close } = await takenPort();
      const words = [
        'demo',
        taken,
        `127.0.0.1:${port}`,
        free,
        '127.0.0.1:0',
        '--data',
        join(folder, `busy${taken}`),
      ];
      const { code, err } = await runGatehouse([...words, '--log', 'error']);
      close();
      expect(code).toBe(3);
      expect(err).toContain(`127.0.0.1:${port} is already in use`);
      expect(err).toContain(`choose another address with ${taken}`);
    });

    it('keeps the first password for the start that succeeds, when the port was in use before', async () => {
      const data = join(folder, 'second-try');
      const { port, close } = await takenPort();
      const busy = ['central', '--data', data, '--http', `127.0.0.1:${port}`, '--mqtt', '127.0.0.1:0'];
      expect((await runGatehouse(busy)).code).toBe(3);
      close();
      const central = new GatehouseProcess(['central', '--data', data, ...ANY_PORT]);
      await central.line(/one-time password \S+/);
      expect(await central.end('SIGTERM')).toBeLessThan(10_000);
    });

    it('says that a data folder cannot be written', async () => {
      const file = join(folder, 'a-file');
      writeFileSync(file, '');
      const { code, err } = await runGatehouse(['central', '--data', join(file, 'data'), ...ANY_PORT]);
      expect(code).toBe(3);
      expect(err).toMatch(/cannot write to the data folder .*choose another with --data/);
    });

    it('names a wrong key of a gateway configuration', async () => {
      const file = join(folder, 'wrong.yaml');
      writeFileSync(
        file,
        'gate: north\ncentral: { address: 127.0.0.1:1883, password: x }\njurnal: ./x\nlanes: []\n',
      );
      const { code, err } = await runGatehouse(['gateway', '--config', file]);
      expect(code).toBe(3);
      expect(err).toContain('jurnal');
    });

    it('names a wrong key of a central configuration', async () => {
      const file = join(folder, 'central.yaml');
      writeFileSync(file, 'mqttBroker: { url: mqtt://127.0.0.1, pasword: x }\n');
      const { code, err } = await runGatehouse(['central', '--data', folder, '--config', file]);
      expect(code).toBe(3);
      expect(err).toContain('"mqttBroker.pasword" is not a known key');
    });

    it('keeps a gate running whose device is missing, and says so in one line', async () => {
      const file = join(folder, 'missing-device.yaml');
      const device = '{ driver: checkpoint-line, path: /dev/serial/by-id/nowhere }';
      writeFileSync(
        file,
        `gate: north\ncentral: { address: '127.0.0.1:9', password: x }\njournal: ${join(folder, 'north.journal')}\n` +
          `lanes:\n  - { id: a, direction: out, thermometer: ${device}, reader: ${device} }\n`,
      );
      const child = new GatehouseProcess(['gateway', '--config', file]);
      await eventually(
        () => (child.text.includes('no device at /dev/serial/by-id/nowhere') ? true : null),
        'the line',
      );
      await child.end('SIGTERM');
      expect(await child.exitCode()).toBe(0);
      expect(child.text.match(/no device at/g)).toHaveLength(1);
    });

    it.each([
      [['demo', '--gates', 'many'], 2, '"many" is not a valid --gates'],
      [['demo', '--for', '30'], 2, '"30" is not a duration'],
      [['demo', '--http', 'here'], 2, '"here" is not an address for --http'],
      [['gate', 'add', 'NORTH', '--compound', 'c'], 2, '"NORTH" is not a valid gate id'],
      [
        ['central', '--data', '/dev/null/data', '--mqtt-broker', 'here'],
        2,
        '"here" is not the address of an MQTT broker',
      ],
      [['central', '--data', '/dev/null/data', '--mqtt-user', 'x'], 2, '--mqtt-user needs --mqtt-broker'],
      [
        ['central', '--data', '/dev/null/data', '--database', 'mongodb://x'],
        2,
        'this is not the address of a PostgreSQL database',
      ],
      [
        ['central', '--data', '/dev/null/data', '--config', '/nowhere.yaml'],
        3,
        'cannot read the configuration file',
      ],
      [['gates'], 2, "unknown command 'gates'"],
      [['compound', 'add', 'c', '--data', '/nowhere'], 3, 'no token at /nowhere/admin.token'],
    ])('answers %j with exit code %d', async (words, exitCode, sentence) => {
      const { code, err } = await runGatehouse(words);
      expect(err).toContain(sentence);
      expect(code).toBe(exitCode);
    });

    it('exits with 4 when the service cannot be reached', async () => {
      const token = join(folder, 'token');
      writeFileSync(token, 'secret');
      const words = ['compound', 'add', 'c', '--token-file', token, '--url', 'http://127.0.0.1:9'];
      const { code, err } = await runGatehouse(words);
      expect(code).toBe(4);
      expect(err).toContain('cannot reach the service at http://127.0.0.1:9');
    });

    it('explains every command with --help', async () => {
      for (const words of [
        [],
        ['demo'],
        ['central'],
        ['gateway'],
        ['sim'],
        ['compound', 'add'],
        ['pass', 'issue'],
      ]) {
        const { code, out } = await runGatehouse([...words, '--help']);
        expect(code).toBe(0);
        expect(out).toContain('Usage: gatehouse');
      }
    });
  },
);
