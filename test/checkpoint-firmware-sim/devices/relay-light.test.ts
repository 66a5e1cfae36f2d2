import { describe, expect, it } from 'vitest';
import { RelayLight, relayFrame } from '#sim/devices/relay-light.js';
import { deviceRig, toHex, type DeviceRig } from './device-rig.js';

async function started(variant: string): Promise<DeviceRig & { readonly board: RelayLight }> {
  const rig = deviceRig('relay-light', { variant });
  rig.device.powerOn();
  await rig.clock.advance(200);
  const { device } = rig;
  if (!(device instanceof RelayLight)) throw new Error('not a relay board');
  return { ...rig, board: device };
}

describe('a relay board', () => {
  it('has the frames of the known boards', () => {
    expect(toHex(relayFrame(1, 1))).toBe('A0 01 01 A2');
    expect(toHex(relayFrame(1, 0))).toBe('A0 01 00 A1');
    expect(toHex(relayFrame(2, 1))).toBe('A0 02 01 A3');
  });

  it('switches without a word, and tells all states when asked', async () => {
    const rig = await started('text-4');
    rig.say('A0 01 01 A2 A0 04 01 A5');
    expect(rig.board.states).toEqual([true, false, false, true]);
    expect(rig.takeText()).toEqual([]);
    rig.say('FF');
    expect(rig.takeText()).toEqual(['CH1:ON \r\nCH2:OFF \r\nCH3:OFF \r\nCH4:ON \r\n']);
    rig.say('A0 01 00 A1');
    expect(rig.board.states[0]).toBe(false);
  });

  it('does nothing on a wrong sum, an unknown channel or an operation it lacks', async () => {
    const rig = await started('text-2');
    rig.say('A0 01 01 A3 A0 05 01 A6 A0 01 03 A4 A0 00 01 A1 A0 01 09 AA');
    expect(rig.board.states).toEqual([false, false]);
    expect(rig.takeHex()).toEqual([]);
  });

  it('answers operations that ask for it, when it is of that kind', async () => {
    const rig = await started('feedback-2');
    rig.say('A0 01 03 A4');
    rig.say('A0 02 04 A6');
    rig.say('A0 02 05 A7');
    rig.say('A0 01 02 A3');
    rig.say('A0 02 00 A2');
    rig.say('FF');
    expect(rig.takeHex()).toEqual(['A0 01 01 A2', 'A0 02 01 A3', 'A0 02 01 A3', 'A0 01 00 A1']);
    expect(rig.board.states).toEqual([false, false]);
  });

  it('remembers when each relay changed, and opens all of them when its power goes', async () => {
    const rig = await started('text-2');
    rig.say('A0 01 01 A2');
    rig.say('A0 01 01 A2');
    await rig.clock.advance(100);
    rig.device.powerOff();
    rig.say('A0 02 01 A3');
    expect(rig.board.states).toEqual([false, false]);
    expect(rig.board.changes).toEqual([
      { at: 200, channel: 1, isOn: true },
      { at: 300, channel: 1, isOn: false },
    ]);
  });
});
