import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mqttLink } from '#core/bindings/mqtt-link.js';
import { systemClock } from '#core/bindings/system-clock.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import type { MessageLink } from '#core/ports/message-link.js';
import type { Entry } from '#core/wire/entry.js';
import { gatewayConfig } from '#gateway/config.js';
import { startGateway, type Gateway } from '#gateway/gateway.js';
import { nodeSerialOpener } from '#gateway/serial/node-serial-opener.js';
import { expectGateError } from '../support/assert-gate-error.js';
import { BareBroker } from '../support/bare-broker.js';
import { decisionFor } from '../support/entries.js';
import { fakeCheckpoint } from '../support/fake-drivers.js';
import { PtyPair } from '../support/pty-pair.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { waitUntil } from '../support/wait-until.js';

const TOPIC = 'gatehouse/v1/gates/north';

/** A gateway with a real port, a real broker and a real journal; the service answers "ok" to everything. */
class RealGate {
  readonly broker = new BareBroker();
  readonly logger = new RecordingLogger();
  readonly received: Entry[] = [];
  readonly gateways: Gateway[] = [];
  readonly folder: string;
  readonly path: string;
  pty = new PtyPair();
  #service: MessageLink | null = null;

  constructor(folder: string) {
    this.folder = folder;
    this.path = join(folder, 'checkpoint');
  }

  async openBroker(): Promise<void> {
    await this.broker.start();
    const identity = { client: 'service', password: 'x', subscriptions: [`${TOPIC}/entries`], will: null };
    const retry = { first: 20, longest: 50, factor: 1, jitter: 0 };
    const { host, port } = this.broker;
    const service = mqttLink(identity, { host, port, clock: systemClock, entropy: systemEntropy, retry });
    service.start({
      onUp: () => undefined,
      onDown: () => undefined,
      onMessage: ({ payload }) => {
        const entry = JSON.parse(Buffer.from(payload).toString()) as Entry;
        this.received.push(entry);
        const decision = JSON.stringify(decisionFor(entry, { decidedAt: Date.now() }));
        void service
          .publish(`${TOPIC}/decisions`, decision, { qos: 1, retain: false })
          .catch(() => undefined);
      },
    });
    await waitUntil('the service listens', () => service.isUp);
    this.#service = service;
  }

  async start(password = 'secret'): Promise<Gateway> {
    const device = { driver: fakeCheckpoint.name, path: this.path };
    const config = gatewayConfig(
      {
        gate: 'north',
        central: { address: `127.0.0.1:${this.broker.port}`, password },
        journal: join(this.folder, 'north.sqlite'),
        lanes: [{ id: 'a', direction: 'out', thermometer: device, reader: device }],
        clock: 'synced',
      },
      'test',
    );
    const tools = { clock: systemClock, entropy: systemEntropy, logger: this.logger };
    const gateway = await startGateway(config, {
      ...tools,
      serial: nodeSerialOpener,
      drivers: [fakeCheckpoint],
    });
    this.gateways.push(gateway);
    return gateway;
  }

  /** Lets the path lead to the present pseudo-terminal. */
  async link(): Promise<void> {
    await rm(this.path, { force: true });
    await symlink(this.pty.path, this.path);
  }

  async person(code: string): Promise<void> {
    await this.pty.feed(Buffer.from(`M 36.5\r\nS ${code}\r\n`));
  }

  async closeBroker(): Promise<void> {
    await this.#service?.stop();
    this.#service = null;
    await this.broker.stop();
  }

  async dispose(): Promise<void> {
    for (const gateway of this.gateways) await gateway.stop();
    await this.closeBroker();
    this.pty.unplug();
    await rm(this.folder, { recursive: true });
  }
}

const isOpen = async (gateway: Gateway): Promise<boolean> =>
  (await gateway.health()).devices.every(({ state }) => state === 'up');
const said = (logger: RecordingLogger, text: string): boolean =>
  logger.lines.some(({ message }) => message.includes(text));

describe('a gateway on a real port, broker and disk', () => {
  let real: RealGate;
  beforeEach(async () => {
    real = new RealGate(await mkdtemp(join(tmpdir(), 'gatehouse-real-')));
    await real.link();
    await real.openBroker();
  });
  afterEach(async () => {
    await real.dispose();
  });

  it('carries a person from the bytes of the device to the verdict on the screen', async () => {
    const gateway = await real.start();
    await waitUntil(
      'device and link are up',
      async () => (await isOpen(gateway)) && said(real.logger, 'connected to the service'),
    );
    const before = performance.now();
    await real.person('00A1');
    await waitUntil('the verdict is shown', () => gateway.screens()[0]?.showing.kind === 'shown');
    expect(performance.now() - before).toBeLessThan(1_000);
    expect(gateway.screens()[0]).toMatchObject({ showing: { verdict: { verdict: 'allow', reason: 'ok' } } });
    await waitUntil('the entry is settled', async () => (await gateway.backlog()) === 0);
    expect(real.received).toMatchObject([{ seq: 1, credential: { value: '00A1' } }]);
  });

  it('delivers after a restart what it recorded while the service was away, under the same journal', async () => {
    const first = await real.start();
    await waitUntil('the device is up', () => isOpen(first));
    await real.closeBroker();
    await waitUntil('the loss is noticed', () => real.logger.said('warn').length > 0);
    await real.person('00A1');
    await waitUntil('the person is told', () => first.screens()[0]?.showing.kind === 'shown');
    await waitUntil('the entry is recorded', async () => (await first.backlog()) === 1);
    await first.stop();
    await real.openBroker();
    const second = await real.start();
    await waitUntil('everything is delivered', async () => (await second.backlog()) === 0);
    await waitUntil('the device is up again', () => isOpen(second));
    await real.person('00B2');
    await waitUntil('both are delivered', () => real.received.length === 2);
    const [one, two] = real.received;
    expect(one).toMatchObject({ seq: 1, local: { reason: 'cannot-check' } });
    expect(two).toMatchObject({ seq: 2, local: null, journal: one?.journal });
  });

  it('finds its device again after a replug under another name', async () => {
    const gateway = await real.start();
    await waitUntil('the device is up', () => isOpen(gateway));
    const gone = real.pty;
    real.pty = new PtyPair();
    await real.link();
    gone.unplug();
    await waitUntil('the unplug is noticed', () => said(real.logger, 'unplugged'), 1_000);
    await waitUntil('the device is up again', () => isOpen(gateway));
    await real.person('00A1');
    await waitUntil('the person is recorded', () => real.received.length === 1);
    expect((await gateway.health()).devices).toMatchObject([{ reopens: 1 }]);
  });

  it('goes on when its password is refused, and says so once', async () => {
    real.broker.setPassword('north', 'another');
    const gateway = await real.start();
    await waitUntil('the refusal is said', () => said(real.logger, 'refused the credential'));
    await waitUntil('the device is up', () => isOpen(gateway));
    await real.person('00A1');
    await waitUntil('the person is told', () => gateway.screens()[0]?.showing.kind === 'shown');
    expect(gateway.screens()[0]?.held).toMatchObject([{ reason: 'cannot-check' }]);
    expect(real.logger.said('warn').filter((line) => line.includes('refused'))).toHaveLength(1);
  });

  it('stops within 2 s whatever it is doing, and lets its port and journal go', async () => {
    const gateway = await real.start();
    await waitUntil('the device is up', () => isOpen(gateway));
    await real.person('00A1');
    const before = performance.now();
    await gateway.stop();
    expect(performance.now() - before).toBeLessThan(2_000);
    const again = await real.start();
    await waitUntil('the device is up', () => isOpen(again));
    expect(real.logger.said('error')).toEqual([]);
  });

  it('is refused a journal that another gateway writes', async () => {
    await real.start();
    await expectGateError(() => real.start(), 'database-busy');
  });
});
