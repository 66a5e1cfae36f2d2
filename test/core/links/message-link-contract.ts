import { afterEach, describe, expect, it } from 'vitest';
import type { LinkIdentity, MessageLink } from '#core/ports/message-link.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { waitUntil } from '../../support/wait-until.js';

/** A broker under test with its faults at hand. */
export interface LinkRig {
  link(identity: LinkIdentity): MessageLink;
  /** Ends one client's connection without a goodbye. */
  cut(client: string): void;
  stopBroker(): Promise<void>;
  startBroker(): Promise<void>;
  /** From now on the client needs this password. */
  setPassword(client: string, password: string): void;
  dispose(): Promise<void>;
}

interface Watched {
  readonly link: MessageLink;
  readonly log: string[];
}

const QOS1 = { qos: 1, retain: false } as const;
const QOS0 = { qos: 0, retain: false } as const;

/** What every `MessageLink` does; run over MQTT with a real broker and in memory. */
export function messageLinkContract(name: string, makeRig: () => Promise<LinkRig>): void {
  describe(name, () => {
    const rigs: LinkRig[] = [];
    const links: MessageLink[] = [];

    const rigged = async (): Promise<LinkRig> => {
      const rig = await makeRig();
      rigs.push(rig);
      return rig;
    };
    const started = (rig: LinkRig, client: string, more: Partial<LinkIdentity> = {}): Watched => {
      const link = rig.link({ client, password: 'secret', subscriptions: [], will: null, ...more });
      const log: string[] = [];
      links.push(link);
      link.start({
        onUp: () => log.push('up'),
        onDown: (problem) => log.push(`down: ${problem}`),
        onMessage: ({ topic, payload }) => log.push(`${topic} ${new TextDecoder().decode(payload)}`),
      });
      return { link, log };
    };
    const up = async ({ link }: Watched): Promise<void> => waitUntil('the link is up', () => link.isUp);
    const has = async ({ log }: Watched, line: string): Promise<void> =>
      waitUntil(`"${line}" is in ${log.join(' | ')}`, () => log.includes(line));

    afterEach(async () => {
      for (const link of links.splice(0)) await link.stop();
      for (const rig of rigs.splice(0)) await rig.dispose();
    });

    it('delivers what others publish under its subscriptions, and nothing else', async () => {
      const rig = await rigged();
      const service = started(rig, 'service', { subscriptions: ['gates/+/entries', 'wide/#'] });
      const north = started(rig, 'north');
      await Promise.all([up(service), up(north)]);
      await north.link.publish('gates/north/health', 'no', QOS1);
      await north.link.publish('gates/north/entries', '你好', QOS1);
      await north.link.publish('wide/a/b', 'deep', QOS0);
      await has(service, 'wide/a/b deep');
      expect(service.log).toEqual(['up', 'gates/north/entries 你好', 'wide/a/b deep']);
    });

    it('keeps the order of what one link publishes', async () => {
      const rig = await rigged();
      const service = started(rig, 'service', { subscriptions: ['n'] });
      const north = started(rig, 'north');
      await Promise.all([up(service), up(north)]);
      await Promise.all(
        Array.from({ length: 50 }, (_, count) => north.link.publish('n', String(count), QOS1)),
      );
      await has(service, 'n 49');
      expect(service.log.slice(1)).toEqual(Array.from({ length: 50 }, (_, count) => `n ${count}`));
    });

    it('refuses to publish while it is not up, and keeps nothing for later', async () => {
      const rig = await rigged();
      await rig.stopBroker();
      const north = started(rig, 'north');
      await waitUntil('the first try has failed', () => north.log.length > 0);
      await expectGateError(() => north.link.publish('n', 'lost', QOS1), 'link-down');
      await rig.startBroker();
      const service = started(rig, 'service', { subscriptions: ['n'] });
      await Promise.all([up(service), up(north)]);
      await north.link.publish('n', 'new', QOS1);
      await has(service, 'n new');
      expect(service.log).not.toContain('n lost');
    });

    it('says once that the broker is away, comes back by itself and has its subscriptions again', async () => {
      const rig = await rigged();
      const north = started(rig, 'north', { subscriptions: ['n'] });
      await up(north);
      await rig.stopBroker();
      await waitUntil('the loss is noticed', () => !north.link.isUp);
      await waitUntil('a try has failed', () => north.log.some((line) => line.includes('nothing listens')));
      await rig.startBroker();
      await up(north);
      const other = started(rig, 'other');
      await up(other);
      await other.link.publish('n', 'again', QOS1);
      await has(north, 'n again');
      expect(north.log.filter((line) => line.includes('nothing listens'))).toHaveLength(1);
      expect(north.log.filter((line) => line === 'up')).toHaveLength(2);
    });

    it('has its will published when it is cut off, and not after a goodbye', async () => {
      const rig = await rigged();
      const service = started(rig, 'service', { subscriptions: ['+/status'] });
      await up(service);
      let connections = 0;
      const will = (): ReturnType<NonNullable<LinkIdentity['will']>> => {
        connections += 1;
        return { topic: 'north/status', payload: `gone ${connections}`, options: { qos: 1, retain: true } };
      };
      const north = started(rig, 'north', { will });
      await up(north);
      rig.cut('north');
      await has(service, 'north/status gone 1');
      await waitUntil('it is up again', () => north.log.filter((line) => line === 'up').length === 2);
      await north.link.stop();
      const last = started(rig, 'last');
      await up(last);
      await last.link.publish('last/status', 'here', QOS1);
      await has(service, 'last/status here');
      expect(service.log).not.toContain('north/status gone 2');
    });

    it('gives a retained message to whoever subscribes later', async () => {
      const rig = await rigged();
      const north = started(rig, 'north');
      await up(north);
      await north.link.publish('north/status', 'online', { qos: 1, retain: true });
      const late = started(rig, 'late', { subscriptions: ['north/status'] });
      await has(late, 'north/status online');
    });

    it('says once that its password is wrong', async () => {
      const rig = await rigged();
      rig.setPassword('north', 'another');
      const north = started(rig, 'north');
      await waitUntil('the refusal is told', () => north.log.length > 0);
      expect(north.link.isUp).toBe(false);
      expect(north.log).toEqual([expect.stringMatching(/refused the credential of gate north/)]);
    });

    it('tells nothing after its stop, which may come twice or while it connects', async () => {
      const rig = await rigged();
      const north = started(rig, 'north');
      await Promise.all([north.link.stop(), north.link.stop()]);
      const south = started(rig, 'south', { subscriptions: ['s'] });
      await up(south);
      await south.link.stop();
      await south.link.stop();
      const other = started(rig, 'other');
      await up(other);
      await other.link.publish('s', 'late', QOS1);
      await rig.stopBroker();
      expect(north.log).toEqual([]);
      expect(south.log).toEqual(['up']);
      await expectGateError(() => south.link.publish('s', 'x', QOS1), 'link-down');
    });
  });
}
