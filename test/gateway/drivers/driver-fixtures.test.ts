import { describe, it } from 'vitest';
import { DRIVERS } from '#gateway/drivers/index.js';
import { readFixture } from './fixture.js';
import { SessionPlayer } from './session-player.js';

describe.each(DRIVERS.map((driver) => [driver.name, driver] as const))('driver %s', (name, driver) => {
  const fixture = readFixture(name);

  it('starts its device up and decodes the frames of its fixture', () => {
    const player = new SessionPlayer(driver, fixture.options);
    player.play(fixture.startUp);
    player.play(fixture.frames);
  });

  it.each(fixture.quirks.map((scene) => [scene[0]?.note ?? '', scene] as const))('copes: %s', (_, scene) => {
    const player = new SessionPlayer(driver, fixture.options);
    player.play(fixture.startUp);
    player.play(scene);
  });

  it.each(fixture.cold.map((scene) => [scene[0]?.note ?? '', scene] as const))('starts: %s', (_, scene) => {
    new SessionPlayer(driver, fixture.options).play(scene);
  });
});
