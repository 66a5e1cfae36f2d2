import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SENSE, emptyMemory, remembered, type SensedReading } from '#core/measure/device-memory.js';
import { SensorSense, type SenseChange } from '#core/measure/sensor-sense.js';
import { HOUR, MINUTE, SECOND } from '#core/units/instant.js';
import { ManualClock } from '../../support/manual-clock.js';

const NOW = Date.UTC(2022, 3, 4, 2);

/** People who come every twenty seconds, all different. */
class Street {
  readonly sense = new SensorSense();
  readonly changes: SenseChange[] = [];
  now = NOW;
  #people = 0;

  measure(device: string, bodyC: number, change: Partial<SensedReading> = {}): void {
    this.now += 20 * SECOND;
    this.#people += 1;
    this.#told(
      this.sense.observe({
        device,
        site: 'forehead',
        person: `p-${this.#people}`,
        bodyC,
        objectC: bodyC - 2.4,
        at: this.now,
        outcome: 'accepted',
        ...change,
      }),
    );
  }

  /** So many people at each device; what each shows differs a little from one to the next. */
  crowd(count: number, devices: Readonly<Record<string, number>>, change: Partial<SensedReading> = {}): void {
    for (let index = 0; index < count; index += 1) {
      const wobble = ((index % 5) - 2) / 10;
      for (const [device, bodyC] of Object.entries(devices)) this.measure(device, bodyC + wobble, change);
    }
  }

  wait(time: number): void {
    this.now += time;
    this.#told(this.sense.sweep(this.now));
  }

  #told(changes: readonly SenseChange[]): void {
    this.changes.push(...changes);
  }

  said(): string[] {
    return this.changes.map(({ kind, device, causes }) => [kind, device, ...causes].join(' '));
  }
}

describe('A thermometer that drifts', () => {
  test('is suspect at four tenths from the middle of three gates, once, with how far', () => {
    const street = new Street();
    street.crowd(20, { north: 36.5, south: 36.5, east: 36.9 });
    expect(street.said()).toEqual(['suspect east drift']);
    expect(street.changes[0]?.deviationC).toBe(0.4);
    expect(street.sense.suspectOf('east')?.since).toBe(street.changes[0]?.at);
    expect(street.sense.suspectOf('north')).toBeNull();
  });

  test('is trusted at three tenths', () => {
    const street = new Street();
    street.crowd(20, { north: 36.5, south: 36.5, east: 36.8 });
    expect(street.said()).toEqual([]);
  });

  test('that reads too low is suspect too: it would let a fever pass', () => {
    const street = new Street();
    street.crowd(20, { north: 36.5, south: 36.4, east: 35.9 });
    expect(street.said()).toEqual(['suspect east drift']);
    expect(street.changes[0]?.deviationC).toBeCloseTo(-0.5, 5);
  });

  test('of two is the one further from what people usually have', () => {
    const street = new Street();
    street.crowd(20, { north: 36.6, south: 37.1 });
    expect(street.said()).toEqual(['suspect south drift']);
    expect(street.changes[0]?.deviationC).toBe(0.5);
  });

  test('can not be told from one alone, from a few readings, or from another body site', () => {
    const street = new Street();
    street.crowd(40, { north: 37.1 });
    street.crowd(9, { south: 36.2 });
    street.crowd(40, { wrist: 36.0 }, { site: 'wrist' });
    expect(street.said()).toEqual([]);
    street.crowd(1, { south: 36.2 });
    expect(street.said()).toEqual(['suspect north drift']);
  });

  test('is cleared when it is near again, and does not flutter in between', () => {
    const street = new Street();
    const others = { north: 36.5, south: 36.5 };
    street.crowd(30, { ...others, east: 37.0 });
    street.crowd(60, { ...others, east: 36.8 });
    street.crowd(60, { ...others, east: 36.89 });
    street.crowd(60, { ...others, east: 36.8 });
    expect(street.said()).toEqual(['suspect east drift']);
    street.crowd(60, { ...others, east: 36.7 });
    expect(street.said()).toEqual(['suspect east drift', 'clear east']);
  });

  test('stays suspect over a night without anybody', () => {
    const street = new Street();
    street.crowd(20, { north: 36.5, south: 36.5, east: 37.0 });
    street.wait(9 * HOUR);
    expect(street.said()).toEqual(['suspect east drift']);
    expect(street.sense.suspectOf('east')).not.toBeNull();
  });
});

describe('A thermometer that is stuck', () => {
  test('is suspect with the tenth person of the same raw value, and free after three values that differ', () => {
    const street = new Street();
    for (let person = 0; person < 9; person += 1) street.measure('north', 36.5);
    expect(street.said()).toEqual([]);
    street.measure('north', 36.5);
    expect(street.said()).toEqual(['suspect north stuck']);
    street.measure('north', 36.6);
    street.measure('north', 36.6);
    street.measure('north', 36.7);
    street.measure('north', 36.5);
    expect(street.said()).toEqual(['suspect north stuck']);
    street.measure('north', 36.6);
    expect(street.said()).toEqual(['suspect north stuck', 'clear north']);
  });

  test('is not told from one person who is measured again and again, nor from people nobody knows', () => {
    const street = new Street();
    for (let time = 0; time < 20; time += 1) street.measure('north', 36.5, { person: 'p-same' });
    for (let time = 0; time < 20; time += 1) street.measure('south', 36.5, { person: null });
    expect(street.said()).toEqual([]);
  });

  test('is found by its raw value, whatever is made of it', () => {
    const street = new Street();
    for (let person = 0; person < 10; person += 1) {
      street.measure('north', 20 + person / 10, { objectC: 21, outcome: 'other' });
    }
    expect(street.said()).toEqual(['suspect north stuck']);
  });
});

describe('Many suspicions of fever from one thermometer', () => {
  const high = { outcome: 'suspected' } as const;

  test('make it suspect with the sixth in ten minutes, while five are five people', () => {
    const street = new Street();
    for (let person = 0; person < 5; person += 1) street.measure('north', 37.5 + person / 10, high);
    expect(street.said()).toEqual([]);
    street.measure('north', 38.2, high);
    expect(street.said()).toEqual(['suspect north many-suspicions']);
  });

  test('of several gates are an outbreak and no device', () => {
    const street = new Street();
    for (let person = 0; person < 10; person += 1)
      street.measure(person % 2 === 0 ? 'north' : 'south', 38 + person / 10, high);
    expect(street.said()).toEqual([]);
  });

  test('do not count when they are second readings', () => {
    const street = new Street();
    for (let person = 0; person < 9; person += 1)
      street.measure('north', 38 + person / 10, { outcome: 'confirmed' });
    expect(street.said()).toEqual([]);
  });

  test('are over when two are left in the last ten minutes, by the clock alone', async () => {
    const clock = new ManualClock(NOW);
    const street = new Street();
    for (let person = 0; person < 8; person += 1) street.measure('north', 37.5 + person / 10, high);
    const told = street.changes.length;
    const everyMinute = (): void => {
      street.changes.push(...street.sense.sweep(clock.now()));
      if (clock.now() < NOW + HOUR) clock.after(MINUTE, everyMinute);
    };
    clock.after(MINUTE, everyMinute);
    await clock.advance(HOUR);
    expect(told).toBe(1);
    expect(street.said()).toEqual(['suspect north many-suspicions', 'clear north']);
    const cleared = (street.changes[1]?.at ?? 0) - NOW;
    expect(cleared).toBeGreaterThan(10 * MINUTE);
    expect(cleared).toBeLessThanOrEqual(13 * MINUTE);
  });
});

describe('A suspect thermometer', () => {
  test('has one alarm however many causes it has', () => {
    const street = new Street();
    street.crowd(20, { north: 36.5, south: 36.5, east: 37.0 });
    for (let person = 0; person < 10; person += 1) street.measure('east', 37.5, { outcome: 'suspected' });
    expect(street.said()).toEqual([
      'suspect east drift',
      'causes east drift many-suspicions',
      'causes east drift stuck many-suspicions',
    ]);
  });

  const devices = ['a', 'b', 'c', 'd'];
  /** Some people at one device, one after the other. */
  const queue = fc.record({
    device: fc.constantFrom(...devices),
    site: fc.constantFrom('forehead', 'forehead', 'forehead', 'forehead', 'wrist'),
    people: fc.integer({ min: 1, max: 14 }),
    bodyC: fc.constantFrom(36.1, 36.5, 36.5, 36.5, 37.2, 38),
    wobbles: fc.boolean(),
    outcome: fc.constantFrom('accepted', 'accepted', 'accepted', 'suspected', 'confirmed', 'other'),
    later: fc.constantFrom(SECOND, 20 * SECOND, 20 * SECOND, 5 * MINUTE, 3 * HOUR, -MINUTE),
  });

  test('is raised before it is cleared, and never twice, whatever is read', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(fc.array(queue, { minLength: 10, maxLength: 40 }), (queues) => {
        const street = new Street();
        const open = new Set<string>();
        for (const { device, site, people, bodyC, wobbles, outcome, later } of queues) {
          street.wait(later);
          for (let person = 0; person < people; person += 1) {
            street.measure(device, bodyC + (wobbles ? (person % 3) / 10 : 0), { site, outcome });
          }
          for (const change of street.changes.splice(0)) {
            expect(open.has(change.device)).toBe(change.kind !== 'suspect');
            expect(change.causes.length === 0).toBe(change.kind === 'clear');
            if (change.kind === 'clear') open.delete(change.device);
            else open.add(change.device);
            for (const cause of [change.kind, ...change.causes]) seen.set(cause, (seen.get(cause) ?? 0) + 1);
          }
          for (const one of devices) expect(street.sense.suspectOf(one) !== null).toBe(open.has(one));
        }
      }),
      { numRuns: 100 },
    );
    expect([...seen.keys()].sort()).toEqual([
      'causes',
      'clear',
      'drift',
      'many-suspicions',
      'stuck',
      'suspect',
    ]);
  });

  test('is found among any number of good ones, and no good one is', () => {
    const world = fc.record({
      good: fc.integer({ min: 2, max: 6 }),
      offset: fc.constantFrom(-1.5, -0.8, 0.8, 1.5),
      noise: fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 150, maxLength: 150 }),
    });
    fc.assert(
      fc.property(world, ({ good, offset, noise }) => {
        const street = new Street();
        for (const [index, tenths] of noise.entries()) {
          // The raw value moves on with every person, so that nothing looks stuck.
          const objectC = 33 + (Math.floor(index / (good + 1)) % 7) / 10;
          const device = index % (good + 1);
          const bodyC = 36.5 + tenths / 10 + (device === 0 ? offset : 0);
          street.measure(`d-${device}`, bodyC, { objectC });
        }
        expect(street.said()).toEqual(['suspect d-0 drift']);
      }),
      { numRuns: 60 },
    );
  });
});

describe('The memory of the sense', () => {
  test('holds so many devices, and forgets with its alarm the one not heard of for longest', () => {
    const street = new Street();
    for (let person = 0; person < 10; person += 1) street.measure('first', 36.5);
    for (let number = 0; number < DEFAULT_SENSE.devicesAtMost; number += 1)
      street.measure(`d-${number}`, 36.5);
    expect(street.sense.devices).toBe(DEFAULT_SENSE.devicesAtMost);
    expect(street.said()).toEqual(['suspect first stuck', 'clear first']);
  });

  test('of a device is bounded, whatever is read', () => {
    let memory = emptyMemory('forehead');
    for (let index = 0; index < 1000; index += 1) {
      const outcome = index % 2 === 0 ? 'accepted' : 'suspected';
      const seen = {
        device: 'a',
        site: 'forehead',
        person: `p-${index}`,
        bodyC: 36.5,
        objectC: null,
        at: NOW,
        outcome,
      } as const;
      memory = remembered(memory, seen, DEFAULT_SENSE);
    }
    expect(memory.accepted).toHaveLength(DEFAULT_SENSE.memory);
    expect(memory.suspicions).toHaveLength(DEFAULT_SENSE.suspicionsAbove + 1);
  });
});
