import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { connect } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GateStateSchema, type GateState } from '#core/api/gates.js';
import { pageOf } from '#core/api/paging.js';
import { QuarantinedMessageSchema } from '#core/api/quarantine.js';
import { demand, valueChecker } from '#core/wire/parse-message.js';
import { CentralProcess } from './support/central-process.js';
import { measurementLine, scanLine } from './support/checkpoint-lines.js';
import { TestCompound } from './support/compound.js';
import { eventually } from './support/eventually.js';
import { startGateOnPty, type GateOnPty } from './support/gate-on-pty.js';
import { ledgerRecords } from './support/ledger.js';
import { temporaryFolder } from './support/temporary-folder.js';

const gatePage = valueChecker(pageOf(GateStateSchema));
const quarantinePage = valueChecker(pageOf(QuarantinedMessageSchema));

describe('garbage', { timeout: 120_000 }, () => {
  const folder = temporaryFolder();
  const central = new CentralProcess(join(folder, 'central'));
  let gate: GateOnPty | null = null;
  let qr = '';
  let handPassword = '';

  beforeAll(async () => {
    await central.start();
    const compound = await TestCompound.create(await central.api());
    const password = await compound.addGate('north');
    handPassword = await compound.addGate('by-hand');
    qr = (await compound.addHousehold('3-2-501')).qr;
    gate = await startGateOnPty({ gate: 'north', password, address: central.mqtt, folder });
  });

  afterAll(async () => {
    await gate?.stop();
    await central.end('SIGTERM');
  });

  async function gateState(id: string): Promise<GateState | null> {
    const answer = await (await central.api()).send({ method: 'GET', path: '/gates' });
    return demand(gatePage(answer), 'page', '/gates').items.find((one) => one.id === id) ?? null;
  }

  it('on the serial line is counted in health, and the next person is read', async () => {
    await eventually(
      async () => ((await gateState('north'))?.state === 'online' ? true : null),
      'the gate to connect',
    );
    const wrongCheck = [scanLine('x')(0).slice(0, -4), Buffer.from('0000\r\n')];
    gate?.checkpoint.garble(randomBytes(3_000), Buffer.from('\n'), ...wrongCheck);
    await gate?.show(scanLine(qr), measurementLine(36.5));
    const records = await eventually(async () => {
      const found = await ledgerRecords(await central.api());
      return found.length > 0 ? found : null;
    }, 'the entry after the noise');
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ verdict: 'allow', household: '3-2-501' });
    const health = await gate?.gateway.health();
    expect((health?.devices[0]?.skippedBytes ?? 0) + (health?.devices[0]?.badChecks ?? 0)).toBeGreaterThan(0);
  });

  it('on MQTT goes to quarantine, and the link stays open for the next message', async () => {
    const client = connect(`mqtt://${central.mqtt}`, {
      clientId: 'by-hand',
      username: 'by-hand',
      password: handPassword,
      reconnectPeriod: 0,
    });
    let closed = 0;
    client.on('close', () => {
      closed += 1;
    });
    await new Promise((resolve) => client.once('connect', resolve));
    const garbage = [randomBytes(200), Buffer.from('{"journal":1}'), Buffer.from('[]'), Buffer.alloc(0)];
    for (const payload of garbage) {
      await client.publishAsync('gatehouse/v1/gates/by-hand/entries', payload, { qos: 1 });
    }
    const state = await eventually(async () => {
      const found = await gateState('by-hand');
      return found !== null && found.quarantined >= garbage.length ? found : null;
    }, 'the quarantine count');
    expect(state.quarantined).toBe(garbage.length);
    expect(closed).toBe(0);
    await client.endAsync();
    const answer = await (await central.api()).send({ method: 'GET', path: '/quarantine' });
    const problems = demand(quarantinePage(answer), 'page', '/quarantine').items.map((item) => item.problem);
    expect(problems).toContain('it is not JSON');
  });

  it('on HTTP is answered with a coded error, and the next request works', async () => {
    const requests: [string, RequestInit, number][] = [
      [
        '/api/v1/session',
        { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } },
        400,
      ],
      ['/api/v1/session', { method: 'POST', body: 'a=b', headers: { 'content-type': 'text/plain' } }, 415],
      ['/api/v1/entries?limit=-1', {}, 401],
      ['/api/v1/nothing', {}, 404],
      ['/%00%ff', {}, 400],
    ];
    for (const [path, request, status] of requests) {
      const answer = await fetch(`${central.url}${path}`, request);
      expect(answer.status, path).toBe(status);
      expect(await answer.json()).toHaveProperty('code');
    }
    expect((await fetch(`${central.url}/healthz`)).status).toBe(200);
  });
});
