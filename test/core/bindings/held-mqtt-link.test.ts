import { afterEach, describe, expect, it } from 'vitest';
import type { Packet } from 'mqtt-packet';
import { HeldMqttLink } from '#core/bindings/held-mqtt-link.js';
import { systemClock } from '#core/bindings/system-clock.js';
import type { HeldIdentity, HeldMessage } from '#core/ports/held-link.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { fixedEntropy } from '../../support/fixed-entropy.js';
import { politely, ScriptedBroker, type Script } from '../../support/scripted-broker.js';
import { waitUntil } from '../../support/wait-until.js';

const SHARED = ['$share/g/a/+', 'b/+'];
const PLAIN = ['a/+', 'b/+'];
const IDENTITY: HeldIdentity = {
  client: 'gatehouse.one',
  user: 'gatehouse',
  password: 'secret',
  subscriptions: [SHARED, PLAIN],
  window: 100,
};
const RETRY = { first: 20, longest: 100, factor: 2, jitter: 0 };

interface Rig {
  readonly broker: ScriptedBroker;
  readonly link: HeldMqttLink;
  readonly log: string[];
  readonly messages: HeldMessage[];
}

function publish(messageId: number, topic = 'a/1'): Packet {
  return { cmd: 'publish', topic, payload: `m${messageId}`, qos: 1, messageId, retain: false, dup: false };
}

describe('a held link', () => {
  const rigs: Rig[] = [];

  const started = async (script: Script, change: Partial<HeldIdentity> = {}): Promise<Rig> => {
    const broker = await ScriptedBroker.start(script);
    const link = new HeldMqttLink(
      { ...IDENTITY, ...change },
      {
        clock: systemClock,
        entropy: fixedEntropy(),
        retry: RETRY,
        address: 'mqtt://here',
        place: { host: '127.0.0.1', port: broker.port },
        tls: null,
      },
    );
    const rig: Rig = { broker, link, log: [], messages: [] };
    rigs.push(rig);
    link.start({
      onUp: (granted) => rig.log.push(`up ${granted.join(' ')}`),
      onDown: (problem) => rig.log.push(problem),
      onMessage: (message) => rig.messages.push(message),
    });
    return rig;
  };
  const up = async ({ link }: Rig): Promise<void> => waitUntil('the link is up', () => link.isUp);

  afterEach(async () => {
    for (const { link, broker } of rigs.splice(0)) {
      await link.stop();
      await broker.stop();
    }
  });

  it('asks the broker to keep its session, under its own name and with user and password', async () => {
    const rig = await started(politely());
    await up(rig);
    const [connect] = rig.broker.sent('connect');
    expect(connect).toMatchObject({ protocolVersion: 4, clean: false, keepalive: 10 });
    expect(connect).toMatchObject({ clientId: 'gatehouse.one', username: 'gatehouse' });
    expect(connect?.password?.toString()).toBe('secret');
  });

  it('acknowledges a message when it is settled and not before, in the order of the messages', async () => {
    const rig = await started(politely());
    await up(rig);
    rig.broker.connections[0]?.send(publish(7), publish(8), publish(9));
    await waitUntil('all have come', () => rig.messages.length === 3);
    expect(rig.messages.map(({ topic, payload }) => `${topic} ${Buffer.from(payload).toString()}`)).toEqual([
      'a/1 m7',
      'a/1 m8',
      'a/1 m9',
    ]);
    rig.messages[1]?.settle();
    rig.broker.connections[0]?.send(publish(10));
    await waitUntil('the next has come', () => rig.messages.length === 4);
    expect(rig.broker.sent('puback')).toEqual([]);
    rig.messages[0]?.settle();
    rig.messages[0]?.settle();
    await waitUntil('two are acknowledged', () => rig.broker.sent('puback').length === 2);
    rig.messages[3]?.settle();
    rig.messages[2]?.settle();
    await waitUntil('all are acknowledged', () => rig.broker.sent('puback').length === 4);
    expect(rig.broker.sent('puback').map(({ messageId }) => messageId)).toEqual([7, 8, 9, 10]);
  });

  it('tells of messages that come before its subscriptions stand, and of what was retained', async () => {
    const rig = await started((packet, connection) => {
      politely()(packet, connection);
      if (packet.cmd !== 'connect') return;
      connection.send(publish(1), {
        cmd: 'publish',
        topic: 'b/1',
        payload: 'old',
        qos: 0,
        retain: true,
        dup: false,
      });
    });
    await up(rig);
    expect(rig.messages.map(({ topic, retained }) => [topic, retained])).toEqual([
      ['a/1', false],
      ['b/1', true],
    ]);
    rig.messages[1]?.settle();
    expect(rig.broker.sent('puback')).toEqual([]);
  });

  it('reads no more than its window while nothing is settled, and goes on when something is', async () => {
    const rig = await started(politely(), { window: 2 });
    await up(rig);
    rig.broker.connections[0]?.send(...[1, 2, 3, 4, 5].map((id) => publish(id)));
    await waitUntil('the window is full', () => rig.messages.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(rig.messages).toHaveLength(2);
    for (let settled = 0; settled < 5; settled += 1) {
      await waitUntil('there is another one', () => rig.messages.length > settled);
      rig.messages[settled]?.settle();
    }
    await waitUntil('all are acknowledged', () => rig.broker.sent('puback').length === 5);
    await rig.link.publish('c', 'still alive', { qos: 1, retain: false });
  });

  it('never acknowledges on one connection what came on another', async () => {
    const rig = await started(politely());
    await up(rig);
    rig.broker.connections[0]?.send(publish(1));
    await waitUntil('it has come', () => rig.messages.length === 1);
    rig.broker.connections[0]?.cut();
    await waitUntil('the loss is noticed', () => !rig.link.isUp);
    await up(rig);
    rig.messages[0]?.settle();
    rig.broker.connections[1]?.send({ ...publish(1), dup: true } as Packet);
    await waitUntil('it has come again', () => rig.messages.length === 2);
    expect(rig.broker.sent('puback')).toEqual([]);
    rig.messages[1]?.settle();
    await waitUntil('it is acknowledged', () => rig.broker.sent('puback').length === 1);
  });

  it('takes the next best set of filters when the broker denies the best', async () => {
    const rig = await started(politely((filter) => (filter.startsWith('$share') ? 0x80 : 1)));
    await up(rig);
    expect(rig.log).toEqual([`up ${PLAIN.join(' ')}`]);
    expect(rig.broker.connections).toHaveLength(1);
  });

  it('takes the next best set on the next connection when the broker hangs up at the best', async () => {
    const rig = await started((packet, connection) => {
      const isShared =
        packet.cmd === 'subscribe' && packet.subscriptions.some(({ topic }) => topic.startsWith('$'));
      if (isShared) connection.cut();
      else politely()(packet, connection);
    });
    await up(rig);
    expect(rig.log.at(-1)).toBe(`up ${PLAIN.join(' ')}`);
    expect(rig.broker.connections).toHaveLength(2);
  });

  it('is not up when the broker denies everything, and says so once', async () => {
    const rig = await started(politely(() => 0x80));
    await waitUntil('it has tried twice', () => rig.broker.connections.length > 1);
    expect(rig.link.isUp).toBe(false);
    expect(rig.log).toEqual(['not connected to mqtt://here: it denies a subscription']);
  });

  it('says whom the broker refuses, and asks again slowly', async () => {
    const rig = await started((_, connection) => {
      connection.send({ cmd: 'connack', returnCode: 5, sessionPresent: false });
    });
    await waitUntil('the refusal is told', () => rig.log.length === 1);
    expect(rig.log[0]).toMatch(/^the MQTT broker at mqtt:\/\/here refused the user gatehouse/);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(rig.broker.connections).toHaveLength(1);
    await expectGateError(() => rig.link.publish('c', 'x', { qos: 1, retain: false }), 'link-down');
  });

  it('takes its subscriptions with it when it says goodbye', async () => {
    const rig = await started(politely());
    await up(rig);
    await rig.link.stop();
    expect(rig.broker.sent('unsubscribe').map(({ unsubscriptions }) => unsubscriptions)).toEqual([SHARED]);
    expect(rig.broker.connections[0]?.packets.at(-1)?.cmd).toBe('disconnect');
  });

  it('does not wait for a goodbye that a frozen broker never takes', async () => {
    const rig = await started((packet, connection) => {
      if (packet.cmd !== 'unsubscribe') politely()(packet, connection);
    });
    await up(rig);
    const before = performance.now();
    await rig.link.stop();
    expect(performance.now() - before).toBeLessThan(1_500);
  });
});
