import { beforeEach, describe, expect, it } from 'vitest';
import { GateError } from '#core/errors/gate-error.js';
import type { HeldLink, HeldLinkEvents, HeldMessage } from '#core/ports/held-link.js';
import { JoinedBroker } from '#broker/mqtt/joined-broker.js';
import { ManualClock } from '../../support/manual-clock.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { RecordedEvents } from '../support/broker-events.js';
import { statusOf } from '../support/external-gate.js';

const own = (name: string, gate = 'north'): string => `gatehouse/v1/gates/${gate}/${name}`;

/** A link in the hands of the test. */
class FakeLink implements HeldLink {
  isUp = false;
  events: HeldLinkEvents | null = null;
  readonly published: string[] = [];
  stops = 0;

  start(events: HeldLinkEvents): void {
    this.events = events;
  }

  publish(topic: string, payload: string): Promise<void> {
    this.published.push(`${topic} ${payload}`);
    return payload === 'lost' ? Promise.reject(new GateError('link-down')) : Promise.resolve();
  }

  stop(): Promise<void> {
    this.stops += 1;
    return Promise.resolve();
  }

  up(): void {
    this.isUp = true;
    this.events?.onUp(['$share/gatehouse/x']);
  }

  down(problem: string): void {
    this.isUp = false;
    this.events?.onDown(problem);
  }
}

describe('a joined broker', () => {
  let link: FakeLink;
  let events: RecordedEvents;
  let logger: RecordingLogger;
  let broker: JoinedBroker;
  let settled: string[];

  const arrives = (topic: string, payload: string, more: Partial<HeldMessage> = {}): void => {
    const message = { topic, payload: new TextEncoder().encode(payload), retained: false };
    link.events?.onMessage({ ...message, settle: () => settled.push(topic), ...more });
  };

  beforeEach(async () => {
    link = new FakeLink();
    events = new RecordedEvents();
    logger = new RecordingLogger();
    settled = [];
    broker = new JoinedBroker({
      link,
      events,
      logger,
      clock: new ManualClock(),
      place: { host: '192.0.2.7', port: 1884 },
      address: 'mqtt://192.0.2.7:1884',
    });
    const starting = broker.start();
    link.up();
    await starting;
  });

  it('hands messages of gates over and settles them when it is told to', () => {
    const held: (() => void)[] = [];
    events.onTake = (_, message) => held.push(message.done);
    arrives(own('entries'), 'one');
    arrives(own('requests', 'south'), 'two');
    expect(events.messages).toEqual([
      { gate: 'north', name: 'entries', payload: 'one' },
      { gate: 'south', name: 'requests', payload: 'two' },
    ]);
    expect(settled).toEqual([]);
    for (const done of held) done();
    expect(settled).toEqual([own('entries'), own('requests', 'south')]);
  });

  it.each([
    ['a topic that is none of ours', { topic: own('entries', 'NORTH') }, /none of ours/],
    ['a topic of the service', { topic: own('decisions') }, /none of ours/],
    ['a retained entry', { retained: true }, /retained/],
    ['a retained status without sense', { topic: own('status'), retained: true }, /retained status/],
    ['more than a gate may send', { payload: new Uint8Array(65_537) }, /larger than 65536 bytes/],
  ])('refuses %s and lets the broker forget it', (_, message, reason) => {
    arrives(own('entries'), 'x', message);
    expect(events.messages).toEqual([]);
    expect(events.log).toEqual([]);
    expect(events.refusals).toEqual([expect.stringMatching(reason)]);
    expect(settled).toHaveLength(1);
  });

  it('knows who is there from the status of each gate, told before the end and after the beginning', () => {
    arrives(own('status'), statusOf('online'));
    expect(broker.connections).toBe(1);
    arrives(own('status'), statusOf('offline'));
    expect(broker.connections).toBe(0);
    expect(events.log).toEqual(['+north', 'north status', 'north status', '-north']);
  });

  it('says nothing of a retained offline, and believes a retained online', () => {
    arrives(own('status'), statusOf('offline'), { retained: true });
    expect(events.log).toEqual([]);
    expect(settled).toHaveLength(1);
    arrives(own('status', 'south'), statusOf('online'), { retained: true });
    expect(events.log).toEqual(['+south', 'south status']);
  });

  it('hands a status that can not be read over, for quarantine', () => {
    arrives(own('status'), 'nonsense');
    expect(events.messages).toEqual([{ gate: 'north', name: 'status', payload: 'nonsense' }]);
  });

  it('publishes with the topic of the gate, and says false during an outage', async () => {
    arrives(own('entries'), 'x');
    const north = events.connections.get('north');
    expect(north?.publish('decisions', 'lost')).toBe(true);
    expect(north?.publish('decisions', 'kept')).toBe(true);
    link.down('gone');
    expect(north?.publish('decisions', 'later')).toBe(false);
    await Promise.resolve();
    expect(link.published).toEqual([`${own('decisions')} lost`, `${own('decisions')} kept`]);
  });

  it('tells its subscribers again when the link is back, so that what was missed can be sent', () => {
    link.down('gone');
    const said: boolean[] = [];
    events.onHear = (connection, name) => {
      if (name === 'decisions') said.push(connection.publish(name, 'missed'));
    };
    arrives(own('entries'), 'came before the subscriptions stood');
    expect(said).toEqual([false]);
    link.up();
    expect(said).toEqual([false, true]);
  });

  it('has a problem while the broker is away, warns once, and says once that it is back', () => {
    expect(broker.problem).toBeNull();
    link.down('the connection was cut');
    link.down('nothing listens there');
    expect(broker.problem).toBe('nothing listens there');
    link.up();
    expect(broker.problem).toBeNull();
    expect(logger.said('warn')).toEqual(['the connection was cut']);
    expect(logger.said('info').filter((line) => line.startsWith('connected'))).toHaveLength(2);
  });

  it('starts without the broker and has a problem until it is there', async () => {
    const clock = new ManualClock();
    const late = new FakeLink();
    const lonely = new JoinedBroker({
      link: late,
      events,
      logger,
      clock,
      place: broker.address,
      address: 'mqtt://192.0.2.8:1884',
    });
    const starting = lonely.start();
    expect(lonely.problem).toBe('not connected to mqtt://192.0.2.8:1884: not yet connected');
    await clock.advance(5_000);
    await starting;
    late.up();
    expect(lonely.problem).toBeNull();
    await lonely.stop();
  });

  it('lets go of every gate when it stops, and may be stopped twice', async () => {
    arrives(own('status'), statusOf('online'));
    await Promise.all([broker.stop(), broker.stop()]);
    expect(events.log.at(-1)).toBe('-north');
    expect(link.stops).toBe(1);
  });
});
