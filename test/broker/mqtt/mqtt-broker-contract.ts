import { describe, expect, it } from 'vitest';
import { topicOf, type TopicName } from '#core/wire/topics.js';
import { gateId } from '#core/units/ids.js';
import type { BrokerEvents, GateConnection, GateMessage, MqttBroker } from '#broker/mqtt/mqtt-broker.js';
import { waitUntil } from '../../support/wait-until.js';
import { RecordedEvents } from '../support/broker-events.js';

export interface ClientWill {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
}

export interface ClientOptions {
  readonly clientId: string;
  readonly userName: string;
  readonly password: string;
  readonly keepalive: number;
  readonly will?: ClientWill;
}

/** What the suite needs of a client: each step answers whether the broker allowed it. A refusal ends the connection. */
export interface ContractClient {
  readonly received: readonly { readonly topic: string; readonly payload: string }[];
  publish(topic: string, payload: string, options: { qos: 0 | 1 | 2; retain: boolean }): Promise<boolean>;
  subscribe(filter: string, qos: 0 | 1 | 2): Promise<boolean>;
  isClosed(): boolean;
  cut(): Promise<void>;
  disconnect(): Promise<void>;
}

/** What a broker outside decides by itself, or knows and we do not. */
export type ContractPart = 'acknowledgement' | 'subscription' | 'door' | 'refusal' | 'connection';

export interface BrokerHarness<Broker extends MqttBroker> {
  /** Parts that are not this broker's to promise, each with the reason: what takes their place has tests of its own. */
  readonly without?: Partial<Record<ContractPart, string>>;
  open(events: BrokerEvents): Promise<Broker>;
  /** Null when the broker refused. */
  connect(broker: Broker, options: ClientOptions): Promise<ContractClient | null>;
}

const GATES = ['north', 'south', 'east'].map(gateId);
const FROM_GATES: readonly TopicName[] = ['entries', 'amendments', 'status', 'health', 'requests'];
const FROM_SERVICE: readonly TopicName[] = ['decisions', 'receipts', 'responses', 'changes', 'commands'];
const QOS1 = { qos: 1, retain: false } as const;

const credentials = (gate: string): ClientOptions => ({
  clientId: gate,
  userName: gate,
  password: `secret-of-${gate}`,
  keepalive: 30,
});

/** What every broker must do. */
export function describeMqttBroker<Broker extends MqttBroker>(harness: BrokerHarness<Broker>): void {
  const withBroker = async (
    work: (tools: { broker: Broker; events: RecordedEvents; connect: Connect }) => Promise<void>,
  ): Promise<void> => {
    const events = new RecordedEvents();
    const broker = await harness.open(events);
    try {
      const connect: Connect = (gate, change = {}) =>
        harness.connect(broker, { ...credentials(gate), ...change });
      await work({ broker, events, connect });
    } finally {
      await broker.stop();
    }
  };
  type Connect = (gate: string, change?: Partial<ClientOptions>) => Promise<ContractClient | null>;

  const has = (part: ContractPart): boolean => harness.without?.[part] === undefined;
  const only = (part: ContractPart, title: string, work: () => Promise<void>): void => {
    if (has(part)) it(title, work);
  };

  const connected = async (connect: Connect, gate: string): Promise<ContractClient> => {
    const client = await connect(gate);
    if (client === null) throw new Error(`${gate} was refused`);
    return client;
  };

  only('acknowledgement', 'takes a message of a gate and acknowledges it when it is told to', () =>
    withBroker(async ({ events, connect }) => {
      const held: GateMessage[] = [];
      events.onTake = (_, message) => held.push(message);
      const client = await connected(connect, 'north');
      const published = client.publish(topicOf(gateId('north'), 'entries'), 'hello', QOS1);
      await waitUntil('the message is taken', () => held.length === 1);
      let isAcknowledged = false;
      void published.then(() => {
        isAcknowledged = true;
      });
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(isAcknowledged).toBe(false);
      held[0]?.done();
      expect(await published).toBe(true);
      expect(events.messages).toEqual([{ gate: 'north', name: 'entries', payload: 'hello' }]);
    }),
  );

  it('sends to the one connection it is told to, if that has subscribed', () =>
    withBroker(async ({ events, connect }) => {
      const [north, south] = [await connected(connect, 'north'), await connected(connect, 'south')];
      const send = (): boolean | undefined =>
        events.connections.get('north')?.publish('decisions', '{"to":"north"}');
      if (has('subscription')) expect(send()).toBe(false);
      expect(await north.subscribe('gatehouse/v1/gates/north/decisions', 1)).toBe(true);
      expect(await south.subscribe('gatehouse/v1/gates/south/decisions', 1)).toBe(true);
      expect(send()).toBe(true);
      await waitUntil('the decision arrives', () => north.received.length > 0);
      expect(north.received).toEqual([
        { topic: 'gatehouse/v1/gates/north/decisions', payload: '{"to":"north"}' },
      ]);
      expect(south.received).toEqual([]);
    }));

  only('subscription', 'tells of each subscription, and what is sent then comes before the rest', () =>
    withBroker(async ({ events, connect }) => {
      const [north, south] = [await connected(connect, 'north'), await connected(connect, 'south')];
      events.onHear = (connection, name) => {
        for (const payload of ['first', 'second']) expect(connection.publish(name, payload)).toBe(true);
      };
      const topic = 'gatehouse/v1/gates/north/receipts';
      expect(await north.subscribe(topic, 1)).toBe(true);
      expect(events.connections.get('north')?.publish('receipts', 'third')).toBe(true);
      await waitUntil('all three arrive', () => north.received.length === 3);
      expect(north.received).toEqual(['first', 'second', 'third'].map((payload) => ({ topic, payload })));
      expect(await north.subscribe(topic, 1)).toBe(true);
      expect(events.subscriptions).toEqual([
        { gate: 'north', name: 'receipts' },
        { gate: 'north', name: 'receipts' },
      ]);
      expect(south.received).toEqual([]);
    }),
  );

  only('subscription', 'tells of no subscription that it refuses', () =>
    withBroker(async ({ events, connect }) => {
      const client = await connected(connect, 'north');
      expect(await client.subscribe('gatehouse/v1/gates/south/decisions', 1)).toBe(false);
      expect(events.subscriptions).toEqual([]);
    }),
  );

  it('tells of each connection once, and of its end once', () =>
    withBroker(async ({ broker, events, connect }) => {
      const north = await connected(connect, 'north');
      const south = await connected(connect, 'south');
      await waitUntil('both connections are told', () => events.log.length === 2);
      expect(broker.connections).toBe(2);
      await north.disconnect();
      await south.cut();
      await waitUntil('both ends are told', () => events.log.length === 4);
      expect([...events.log].sort()).toEqual(['+north', '+south', '-north', '-south']);
      expect(broker.connections).toBe(0);
    }));

  it('lets a newer connection of a gate take the place of the older', () =>
    withBroker(async ({ events, connect }) => {
      const first = await connected(connect, 'north');
      const second = await connected(connect, 'north');
      await waitUntil('the older connection is closed', () => first.isClosed());
      await waitUntil('the takeover is told', () => events.log.length === 3);
      expect(events.log).toEqual(['+north', '-north', '+north']);
      expect(second.isClosed()).toBe(false);
    }));

  it('hands over the will of a connection that breaks, and none after a goodbye', () =>
    withBroker(async ({ events, connect }) => {
      const topic = 'gatehouse/v1/gates/north/status';
      const will = { topic, payload: 'offline', qos: 1, retain: true } as const;
      const polite = await connect('north', { will });
      await polite?.disconnect();
      await waitUntil('the end is told', () => events.log.includes('-north'));
      expect(events.messages).toEqual([]);
      const broken = await connect('north', { will });
      await broken?.cut();
      await waitUntil('the will arrives', () => events.messages.length === 1);
      expect(events.messages).toEqual([{ gate: 'north', name: 'status', payload: 'offline' }]);
    }));

  it('sends nothing to a connection that is gone, and does not mind', () =>
    withBroker(async ({ events, connect }) => {
      const held: { connection: GateConnection; message: GateMessage }[] = [];
      events.onTake = (connection, message) => held.push({ connection, message });
      const client = await connected(connect, 'north');
      void client.publish('gatehouse/v1/gates/north/entries', 'x', QOS1);
      await waitUntil('the message is taken', () => held.length === 1);
      await client.cut();
      await waitUntil('the end is told', () => events.log.includes('-north'));
      expect(held[0]?.connection.publish('decisions', '{}')).toBe(false);
      held[0]?.message.done();
      expect(await connect('north')).not.toBeNull();
    }));

  it('stops with everyone cut off, and may be stopped twice', async () => {
    const events = new RecordedEvents();
    const broker = await harness.open(events);
    const client = await harness.connect(broker, credentials('north'));
    await broker.stop();
    await broker.stop();
    if (has('connection')) await waitUntil('the client is cut off', () => client?.isClosed() === true);
    expect(events.log.at(-1)).toBe('-north');
  });

  const door = has('door') ? describe : (): void => undefined;
  door('at the door', () => {
    it.each([
      ['a wrong password', { password: 'wrong' }],
      ['no password', { password: '' }],
      ['a user name that is not the client id, though its password is right', credentials2('south', 'north')],
      ["another gate's client id", { clientId: 'south' }],
      ['a client id with a line break', { clientId: 'north\nroot logged in' }],
      ['a client id with a control character', { clientId: 'north\u001b[2J' }],
      ['a client id that is a wildcard', { clientId: '#' }],
      ['a client id that is a name of JavaScript', { clientId: '__proto__' }],
      ['an empty client id', { clientId: '' }],
      ['a keepalive of half a day', { keepalive: 65_535 }],
      ['no keepalive at all', { keepalive: 0 }],
    ] as const)('refuses %s', (_, change) =>
      withBroker(async ({ events, connect }) => {
        expect(await connect('north', change)).toBeNull();
        await waitUntil('the refusal is told', () => events.refusals.length > 0);
        expect(events.log).toEqual([]);
        for (const reason of events.refusals) expect(reason).toMatch(/^[ -~]+$/);
      }),
    );

    it.each([
      ["another gate's status", { topic: 'gatehouse/v1/gates/south/status', qos: 1, retain: true }],
      ['its entries', { topic: 'gatehouse/v1/gates/north/entries', qos: 1, retain: false }],
      ['a topic that is none of ours', { topic: '$SYS/x', qos: 0, retain: false }],
      ['its status with QoS 2', { topic: 'gatehouse/v1/gates/north/status', qos: 2, retain: true }],
    ] as const)('refuses a will on %s', (_, will) =>
      withBroker(async ({ events, connect }) => {
        expect(await connect('north', { will: { ...will, payload: 'offline' } })).toBeNull();
        expect(events.messages).toEqual([]);
      }),
    );
  });

  describe('between gates', () => {
    it('no publish reaches anyone: each gate on every topic of every gate', () =>
      withBroker(async ({ events, connect }) => {
        const names = [...FROM_GATES, ...FROM_SERVICE];
        const tries = GATES.flatMap((own) =>
          GATES.flatMap((other) => names.map((name) => ({ own, other, name }))),
        );
        for (const { own, other, name } of tries) {
          const listeners = await Promise.all(GATES.map((gate) => listening(connect, gate)));
          const client = listeners[GATES.indexOf(own)] as ContractClient;
          const before = events.messages.length;
          const isAllowed = await client.publish(topicOf(other, name), 'x', QOS1);
          const isOwn = own === other && FROM_GATES.includes(name);
          if (has('refusal')) {
            expect({ own, other, name, isAllowed }).toEqual({ own, other, name, isAllowed: isOwn });
            expect(client.isClosed()).toBe(!isOwn);
          }
          if (isOwn) await waitUntil('it arrives', () => events.messages.length > before);
          expect(events.messages.length - before).toBe(isOwn ? 1 : 0);
          for (const listener of listeners) expect(listener.received).toEqual([]);
          for (const listener of listeners) await listener.disconnect();
        }
        const own = GATES.flatMap((gate) => FROM_GATES.map((name) => ({ gate, name, payload: 'x' })));
        expect(events.messages).toEqual(own);
      }));

    const listening = async (connect: Connect, gate: string): Promise<ContractClient> => {
      const client = await connected(connect, gate);
      for (const name of FROM_SERVICE) await client.subscribe(`gatehouse/v1/gates/${gate}/${name}`, 1);
      return client;
    };

    only('refusal', 'no subscription is granted but to own topics of the service, by exact names', () =>
      withBroker(async ({ connect }) => {
        const filters = [
          ...GATES.flatMap((gate) => [...FROM_GATES, ...FROM_SERVICE].map((name) => topicOf(gate, name))),
          '#',
          '+/#',
          'gatehouse/#',
          'gatehouse/v1/gates/#',
          'gatehouse/v1/gates/+/decisions',
          'gatehouse/v1/gates/north/#',
          'gatehouse/v1/gates/north/+',
          '$share/all/gatehouse/v1/gates/north/decisions',
          '$share/all/#',
          '$SYS/#',
          'gatehouse/v1/gates/north/decisions/',
          '/gatehouse/v1/gates/north/decisions',
          'gatehouse/v1/gates/North/decisions',
          'gatehouse/v1/gates/north\n/decisions',
        ];
        const granted: string[] = [];
        for (const filter of filters) {
          const client = await connected(connect, 'north');
          if (await client.subscribe(filter, 1)) granted.push(filter);
          await client.disconnect();
        }
        expect(granted).toEqual(FROM_SERVICE.map((name) => topicOf(gateId('north'), name)));
      }),
    );

    only('refusal', 'refuses QoS 2 in publishes and subscriptions', () =>
      withBroker(async ({ events, connect }) => {
        const publisher = await connected(connect, 'north');
        const topic = 'gatehouse/v1/gates/north/entries';
        expect(await publisher.publish(topic, 'x', { qos: 2, retain: false })).toBe(false);
        const subscriber = await connected(connect, 'north');
        expect(await subscriber.subscribe('gatehouse/v1/gates/north/decisions', 2)).toBe(false);
        expect(events.messages).toEqual([]);
      }),
    );

    only('refusal', 'takes a retained status, no other retained one, and gives neither to anyone', () =>
      withBroker(async ({ events, connect }) => {
        const client = await connected(connect, 'north');
        const retained = { qos: 1, retain: true } as const;
        expect(await client.publish('gatehouse/v1/gates/north/status', 'online', retained)).toBe(true);
        expect(await client.publish('gatehouse/v1/gates/north/entries', 'x', retained)).toBe(false);
        expect(events.messages.map(({ name }) => name)).toEqual(['status']);
      }),
    );
  });
}

function credentials2(clientId: string, userName: string): Partial<ClientOptions> {
  return { clientId, userName, password: `secret-of-${userName}` };
}
