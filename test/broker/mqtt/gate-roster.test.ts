import { beforeEach, describe, expect, it } from 'vitest';
import { gateId } from '#core/units/ids.js';
import { GateRoster } from '#broker/mqtt/gate-roster.js';
import { ManualClock } from '../../support/manual-clock.js';
import { RecordedEvents } from '../support/broker-events.js';

const NORTH = gateId('north');
const SOUTH = gateId('south');
const SECOND = 1_000;
const FROM_SERVICE = ['decisions', 'receipts', 'responses', 'changes', 'commands'];

describe('the roster of gates at an external broker', () => {
  let clock: ManualClock;
  let events: RecordedEvents;
  let roster: GateRoster;
  const sent: string[] = [];
  const said = (isOld: boolean): Parameters<GateRoster['online']>[1] => ({
    isOld,
    told: ({ gate }) => events.log.push(`${gate} told`),
  });
  /** Time passes, and the roster is swept every second of it. */
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      await clock.advance(SECOND);
      roster.sweep();
    }
  };

  beforeEach(() => {
    clock = new ManualClock();
    events = new RecordedEvents();
    sent.length = 0;
    roster = new GateRoster({
      clock,
      events,
      send: (topic, payload) => sent.push(`${topic} ${payload}`) > 0,
      limit: 2,
    });
  });

  it('has a gate that says online until it says offline, however silent it is', async () => {
    roster.online(NORTH, said(false));
    await pass(3_600);
    expect(roster.count).toBe(1);
    roster.offline(NORTH, ({ gate }) => events.log.push(`${gate} goes`));
    expect(roster.count).toBe(0);
    expect(events.log).toEqual(['+north', 'north told', 'north goes', '-north']);
  });

  it('takes its online for a subscription to every topic of the service, after the message is told', () => {
    const order: string[] = [];
    events.onHear = (_, name) => order.push(name);
    roster.online(NORTH, { isOld: false, told: () => order.push('told') });
    expect(order).toEqual(['told', ...FROM_SERVICE]);
    roster.online(NORTH, said(false));
    expect(order).toHaveLength(1 + 2 * FROM_SERVICE.length);
    expect(events.log.filter((line) => line === '+north')).toHaveLength(1);
  });

  it('lets go of a retained online that no sign of life follows for 45 s', async () => {
    roster.online(NORTH, said(true));
    await pass(44);
    expect(roster.count).toBe(1);
    await pass(1);
    expect(events.log).toEqual(['+north', 'north told', '-north']);
  });

  it('keeps one with a retained online as long as it gives signs of life', async () => {
    roster.online(NORTH, said(true));
    for (let report = 0; report < 20; report += 1) {
      await pass(30);
      roster.heard(NORTH);
    }
    expect(roster.count).toBe(1);
    await pass(45);
    expect(roster.count).toBe(0);
  });

  it('trusts the will again once the gate has said online itself', async () => {
    roster.online(NORTH, said(true));
    roster.online(NORTH, said(false));
    roster.heard(NORTH);
    await pass(600);
    expect(roster.count).toBe(1);
  });

  it('counts a gate that never says anything of itself as here for as long as it is heard', async () => {
    expect(roster.heard(NORTH)?.publish('decisions', 'x')).toBe(true);
    expect(events.log).toEqual(['+north']);
    expect(events.subscriptions.map(({ name }) => name)).toEqual(FROM_SERVICE);
    await pass(45);
    expect(events.log).toEqual(['+north', '-north']);
  });

  it('says nothing of an offline from a gate that is not here', () => {
    expect(roster.offline(NORTH, () => events.log.push('told'))).toBe(false);
    roster.heard(NORTH);
    roster.offline(NORTH, () => undefined);
    expect(roster.offline(NORTH, () => events.log.push('told'))).toBe(false);
    expect(events.log).toEqual(['+north', '-north']);
  });

  it('sends nothing to a gate that is gone, and again when the same gate is back', () => {
    const remote = roster.heard(NORTH);
    expect(remote?.publish('decisions', 'one')).toBe(true);
    roster.offline(NORTH, () => undefined);
    expect(remote?.publish('decisions', 'two')).toBe(false);
    roster.online(NORTH, said(false));
    expect(remote?.publish('receipts', 'three')).toBe(true);
    expect(sent).toEqual([
      'gatehouse/v1/gates/north/decisions one',
      'gatehouse/v1/gates/north/receipts three',
    ]);
  });

  it('loses every gate with the link, and tells those that are back of their subscriptions', () => {
    roster.online(NORTH, said(false));
    roster.heard(SOUTH);
    roster.linkDown();
    expect(events.log.slice(-2)).toEqual(['-north', '-south']);
    events.subscriptions.length = 0;
    roster.linkUp();
    expect(events.subscriptions).toEqual([]);
    roster.online(NORTH, said(true));
    events.subscriptions.length = 0;
    roster.linkUp();
    expect(events.subscriptions).toHaveLength(FROM_SERVICE.length);
    expect(roster.count).toBe(1);
  });

  it('remembers no more gates than its limit, and forgets absent ones first', () => {
    roster.heard(NORTH);
    roster.heard(SOUTH);
    expect(roster.heard(gateId('east'))).toBeNull();
    expect(roster.online(gateId('east'), said(false))).toBe(false);
    roster.offline(NORTH, () => undefined);
    expect(roster.heard(gateId('east'))).not.toBeNull();
    expect(events.log).toEqual(['+north', '+south', '-north', '+east']);
  });
});
