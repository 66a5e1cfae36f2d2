import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceEvent, Driver } from '#gateway/drivers/driver.js';
import { readFixture, type Fixture, type Scene } from './fixture.js';
import { SessionPlayer } from './session-player.js';

const CASES = {
  noise: 'gives its frames with noise between',
  damage: 'never gives a value from a frame with one byte changed or lost',
  garbage: 'gives no value from the garbage of a wrong baud rate',
  silence: 'tells the gateway how long it may be silent',
} as const;
type Case = keyof typeof CASES;

/** Why a case does not apply to a driver; the reason becomes part of the test's title. */
export type Exceptions = Readonly<Partial<Record<Case, string>>>;

const MEGABYTE = 1_000_000;
const MINUTE = 60_000;

/** What every driver must do, judged by its fixture `test/fixtures/<driver>.hex`. */
export function describeDriver(driver: Driver, exceptions: Exceptions): void {
  const fixture = readFixture(driver.name);
  const started = (): SessionPlayer => {
    const player = new SessionPlayer(driver, fixture.options);
    player.play(fixture.startUp);
    return player;
  };
  const subject = { driver, fixture, started };

  describe(`driver ${driver.name}`, () => {
    describeScenes(subject);
    describeBytes(subject, exceptions);
    describeConnections(subject, exceptions);
  });
}

interface Subject {
  readonly driver: Driver;
  readonly fixture: Fixture;
  /** A session whose device has been started up. */
  readonly started: () => SessionPlayer;
}

function describeScenes({ driver, fixture, started }: Subject): void {
  it('starts its device up and decodes the frames of its fixture', () => {
    started().play(fixture.frames);
  });

  it.each(named(fixture.quirks))('copes: %s', (_, scene) => {
    started().play(scene);
  });

  it.each(named(fixture.cold))('starts: %s', (_, scene) => {
    new SessionPlayer(driver, fixture.options).play(scene);
  });
}

function describeBytes({ driver, fixture, started }: Subject, exceptions: Exceptions): void {
  it('gives the same values whatever the chunks', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(sizes, (chunkSizes) => {
        expect(valuesPlayed(started(), fixture.frames, cutInto(chunkSizes))).toEqual(
          valuesOf(fixture.frames),
        );
      }),
      { numRuns: 30 },
    );
  });

  unless(exceptions, 'noise', () => {
    const noisy = (bytes: Uint8Array): Uint8Array[] => [
      Uint8Array.of(0xff, 0x00, 0x80),
      bytes,
      Uint8Array.of(0xfe),
    ];
    expect(valuesPlayed(started(), fixture.frames, noisy)).toEqual(valuesOf(fixture.frames));
  });

  unless(exceptions, 'damage', () => {
    for (const { before, bytes, expected } of valuedSteps(fixture.frames)) {
      for (const damaged of damages(bytes)) {
        const player = started();
        player.play(before);
        const values = player.feed(damaged).filter(isValue);
        expect([[], expected], Buffer.from(damaged).toString('hex')).toContainEqual(values);
      }
    }
  });

  unless(exceptions, 'garbage', () => {
    const player = new SessionPlayer(driver, fixture.options);
    for (const chunk of garbage(200_000)) expect(player.feed(chunk).filter(isValue)).toEqual([]);
    expect(player.advance(MINUTE).filter(isValue)).toEqual([]);
  });

  it('gives its frames after bytes without any order', () => {
    const player = started();
    for (const chunk of garbage(200_000)) player.feed(chunk);
    player.feed(Uint8Array.of(0x0d, 0x0a));
    player.advance(1000);
    player.takeWrites();
    expect(valuesPlayed(player, fixture.frames)).toEqual(valuesOf(fixture.frames));
  });

  it('gives its frames after a flood of bytes that begin its frames and end nowhere', () => {
    const player = started();
    const beginning = valuedSteps(fixture.frames)[0]?.bytes.subarray(0, 4) ?? new Uint8Array();
    const chunk = Uint8Array.from({ length: 10_000 }, (_, at) => beginning[at % beginning.length] ?? 0);
    for (let sent = 0; sent < MEGABYTE; sent += chunk.length) player.feed(chunk);
    player.feed(Uint8Array.of(0x0d, 0x0a));
    player.advance(1000);
    player.takeWrites();
    expect(valuesPlayed(player, fixture.frames)).toEqual(valuesOf(fixture.frames));
  });
}

function describeConnections({ driver, fixture, started }: Subject, exceptions: Exceptions): void {
  it('starts afresh after unplug and replug in the middle of a frame', () => {
    const unplugged = started();
    unplugged.feed(valuedSteps(fixture.frames)[0]?.bytes.subarray(0, 3) ?? new Uint8Array());
    started().play(fixture.frames);
  });

  it('keeps two devices apart', () => {
    const [first, second] = [started(), started()];
    for (const step of fixture.frames) {
      first.play([step]);
      second.play([step]);
    }
  });

  it('stays calm while its device says nothing', () => {
    const player = new SessionPlayer(driver, fixture.options);
    expect(player.advance(MINUTE).filter(isValue)).toEqual([]);
    const written = player.takeWrites().length;
    expect(written, 'writes in one minute').toBeLessThanOrEqual(600);
  });

  unless(exceptions, 'silence', () => {
    expect(driver.silence).toBeGreaterThan(0);
  });
}

function unless(exceptions: Exceptions, name: Case, test: () => void): void {
  const reason = exceptions[name];
  if (reason === undefined) it(CASES[name], test);
  else it(`is not asked for "${CASES[name]}": ${reason}`, () => expect(reason.length).toBeGreaterThan(20));
}

function named(scenes: readonly Scene[]): [string, Scene][] {
  return scenes.map((scene) => [scene[0]?.note ?? '', scene]);
}

function isValue({ kind }: DeviceEvent): boolean {
  return kind === 'sample' || kind === 'measurement' || kind === 'scan';
}

function valuesOf(scene: Scene): DeviceEvent[] {
  return scene.flatMap((step) => (step.kind === 'host' ? [] : step.events.filter(isValue)));
}

/** Plays a scene with other bytes in place of the device's, and gives the values. */
function valuesPlayed(
  player: SessionPlayer,
  scene: Scene,
  chunksOf: (bytes: Uint8Array) => Uint8Array[] = (bytes) => [bytes],
): DeviceEvent[] {
  return scene
    .flatMap((step) => {
      if (step.kind === 'device') return chunksOf(step.bytes).flatMap((chunk) => player.feed(chunk));
      if (step.kind === 'pause') return player.advance(step.ms);
      player.play([step]);
      return [];
    })
    .filter(isValue);
}

interface ValuedStep {
  readonly before: Scene;
  readonly bytes: Uint8Array;
  readonly expected: readonly DeviceEvent[];
}

/** The steps that give a value, each with what must be played before. */
function valuedSteps(scene: Scene): ValuedStep[] {
  return scene.flatMap((step, at) => {
    if (step.kind !== 'device' || !step.events.some(isValue)) return [];
    return [{ before: scene.slice(0, at), bytes: step.bytes, expected: step.events.filter(isValue) }];
  });
}

/** Every byte lost, and every byte changed in two ways; of a long frame a sample of them. */
function damages(bytes: Uint8Array): Uint8Array[] {
  const stride = Math.max(1, Math.floor(bytes.length / 60));
  const places = Array.from(bytes.keys()).filter((at) => at % stride === 0);
  return places.flatMap((at) => [
    Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1)]),
    bytes.map((byte, index) => (index === at ? byte ^ 0x01 : byte)),
    bytes.map((byte, index) => (index === at ? byte ^ 0x40 : byte)),
  ]);
}

function cutInto(sizes: readonly number[]): (bytes: Uint8Array) => Uint8Array[] {
  return (bytes) => {
    const chunks: Uint8Array[] = [];
    for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
      const size = sizes[turn % sizes.length] ?? 1;
      chunks.push(bytes.slice(at, at + size));
      at += size;
    }
    return chunks;
  };
}

/** Bytes without order, the same in every run, in chunks. */
function garbage(total: number): Uint8Array[] {
  let state = 20_261_122;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  };
  return Array.from({ length: total / 500 }, () => Uint8Array.from({ length: 500 }, next));
}
