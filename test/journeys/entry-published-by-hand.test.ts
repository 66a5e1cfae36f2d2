import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Decision } from '#core/wire/decision.js';
import type { Entry } from '#core/wire/entry.js';
import { CentralProcess } from './support/central-process.js';
import { TestCompound } from './support/compound.js';
import { eventually } from './support/eventually.js';
import { ledgerRecords } from './support/ledger.js';
import { programPath, runProgram, type ProgramResult } from './support/programs.js';
import { temporaryFolder } from './support/temporary-folder.js';

const publish = programPath('mosquitto_pub');
const request = programPath('mosquitto_rr');
const subscribe = programPath('mosquitto_sub');
const isMissing = publish === null || request === null || subscribe === null;
const reason = isMissing ? ' (skipped: mosquitto_pub, mosquitto_sub and mosquitto_rr are not installed)' : '';

function entry(value: string, seq: number, own: string = journal): Entry {
  const at = Date.now();
  return {
    journal: own as Entry['journal'],
    seq,
    at,
    clock: 'synced',
    lane: 'a' as Entry['lane'],
    direction: 'out',
    purpose: null,
    credential: { kind: 'code', value },
    reading: {
      bodyC: 36.5,
      objectC: 34.1,
      ambientC: 21.3,
      correctionC: 2.4,
      site: 'forehead',
      device: 'by-hand',
      method: 'infrared',
      at,
    },
    local: null,
  };
}

const journal = randomUUID();

describe.skipIf(isMissing)(
  `an entry published by hand with Mosquitto's tools${reason}`,
  { timeout: 120_000 },
  () => {
    const central = new CentralProcess(join(temporaryFolder(), 'central'));
    let password = '';
    let southPassword = '';
    let code = '';

    beforeAll(async () => {
      await central.start();
      const compound = await TestCompound.create(await central.api());
      password = await compound.addGate('north');
      await compound.addGate('east');
      southPassword = await compound.addGate('south');
      code = (await compound.addHousehold('3-2-501')).code;
    });

    afterAll(() => central.end('SIGKILL'));

    function client(id: string, secret: string): string[] {
      const [host = '', port = ''] = central.mqtt.split(':');
      return ['-h', host, '-p', port, '-V', '311', '-i', id, '-u', id, '-P', secret, '-q', '1'];
    }

    function publishEntry(
      words: readonly string[],
      to: { readonly gate: string; readonly seq: number; readonly journal?: string },
    ): Promise<ProgramResult> {
      const topic = `gatehouse/v1/gates/${to.gate}/entries`;
      return runProgram(publish ?? '', [
        ...words,
        '-t',
        topic,
        '-m',
        JSON.stringify(entry(code, to.seq, to.journal)),
      ]);
    }

    async function recordOf(seq: number): Promise<string | null> {
      const records = await ledgerRecords(await central.api());
      return records.find((one) => one.journal === journal && one.seq === seq)?.reason ?? null;
    }

    it('gets its decision', async () => {
      const topics = ['-t', 'gatehouse/v1/gates/north/entries', '-e', 'gatehouse/v1/gates/north/decisions'];
      const message = ['-m', JSON.stringify(entry(code, 1)), '-W', '5'];
      const {
        code: exit,
        out,
        err,
      } = await runProgram(request ?? '', [...client('north', password), ...topics, ...message]);
      expect(exit, err).toBe(0);
      const decision = JSON.parse(out) as Decision;
      expect(decision).toMatchObject({
        journal,
        seq: 1,
        verdict: 'allow',
        reason: 'ok',
        household: '3-2-501',
      });
    });

    it('is recorded when mosquitto_pub alone publishes it', async () => {
      expect((await publishEntry(client('north', password), { gate: 'north', seq: 2 })).code).toBe(0);
      expect(await eventually(() => recordOf(2), 'the entry in the ledger')).toBe('quota-used');
    });

    it('its decision waits for a subscriber that comes a moment later', async () => {
      const own = randomUUID();
      const words = client('south', southPassword);
      for (const seq of [1, 2]) {
        expect((await publishEntry(words, { gate: 'south', seq, journal: own })).code).toBe(0);
      }
      const topic = 'gatehouse/v1/gates/south/decisions';
      const patience = ['-C', '2', '-W', '5'];
      const {
        code: exit,
        out,
        err,
      } = await runProgram(subscribe ?? '', [...words, '-t', topic, ...patience]);
      expect(exit, err).toBe(0);
      const decisions = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Decision);
      expect(decisions).toMatchObject([
        { journal: own, seq: 1, household: '3-2-501' },
        { journal: own, seq: 2, household: '3-2-501' },
      ]);
    });

    it('is refused with a wrong password, without one, and under the name of another client', async () => {
      const [host = '', port = ''] = central.mqtt.split(':');
      const anonymous = ['-h', host, '-p', port, '-V', '311', '-i', 'north', '-q', '1'];
      const masked = [
        '-h',
        host,
        '-p',
        port,
        '-V',
        '311',
        '-i',
        'east',
        '-u',
        'north',
        '-P',
        password,
        '-q',
        '1',
      ];
      for (const words of [client('north', 'wrong'), anonymous, masked]) {
        expect((await publishEntry(words, { gate: 'north', seq: 3 })).code).not.toBe(0);
      }
      expect(await recordOf(3)).toBeNull();
    });

    it("is refused on another gate's topic", async () => {
      const { code: exit } = await publishEntry(client('north', password), { gate: 'east', seq: 4 });
      expect(exit).not.toBe(0);
      expect(await recordOf(4)).toBeNull();
    });
  },
);
