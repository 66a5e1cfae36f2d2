import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../support/manual-clock.js';
import { SignalLight } from '#gateway/drivers/signal-light.js';
import { OUTPUT_CHANNELS, type OutputChannel, type SwitchBoard } from '#gateway/drivers/switch-board.js';

class BoardInMemory implements SwitchBoard {
  on: ReadonlySet<OutputChannel> = new Set();
  buzzes = 0;
  isStopped = false;

  start(): void {
    this.on = new Set();
  }

  set(on: ReadonlySet<OutputChannel>): void {
    if (on.has('buzzer') && !this.on.has('buzzer')) this.buzzes += 1;
    this.on = on;
  }

  stop(): Promise<void> {
    this.on = new Set();
    this.isStopped = true;
    return Promise.resolve();
  }
}

interface Tower {
  readonly light: SignalLight;
  readonly board: BoardInMemory;
  readonly clock: ManualClock;
  readonly lamps: () => string;
}

function tower(): Tower {
  const clock = new ManualClock();
  const board = new BoardInMemory();
  const light = new SignalLight(board, clock);
  light.start();
  const lamps = (): string =>
    OUTPUT_CHANNELS.filter((one) => one !== 'buzzer' && board.on.has(one)).join(' ');
  return { light, board, clock, lamps };
}

describe('SignalLight', () => {
  it.each([
    ['allow', 'green', 1],
    ['deny', 'red', 2],
    ['retake', 'amber', 3],
    ['fault', 'amber', 1],
    ['fever', 'red', 5],
  ] as const)('shows %s with the %s lamp and its own number of sounds', async (verdict, lamp, sounds) => {
    const { light, board, clock, lamps } = tower();
    light.show(verdict);
    expect(lamps()).toBe(lamp);
    await clock.advance(2500);
    expect(board.buzzes).toBe(sounds);
  });

  it('goes dark by itself: an allowed outing after 3 s, a denied one after 6 s', async () => {
    const { light, clock, lamps } = tower();
    light.show('allow');
    await clock.advance(2999);
    expect(lamps()).toBe('green');
    await clock.advance(1);
    expect(lamps()).toBe('');
    light.show('deny');
    await clock.advance(6000);
    expect(lamps()).toBe('');
    expect(clock.pendingTimers).toBe(0);
  });

  it('shows the newest verdict alone', async () => {
    const { light, clock, lamps } = tower();
    light.show('deny');
    await clock.advance(100);
    light.show('allow');
    expect(lamps()).toBe('green');
  });

  it('keeps a fever until it is acknowledged, whoever comes next, and sounds it every 10 s', async () => {
    const { light, board, clock, lamps } = tower();
    light.show('allow');
    light.show('fever');
    expect(lamps()).toBe('red');
    light.show('allow');
    expect(lamps()).toBe('green red');
    await clock.advance(60_000);
    expect(lamps()).toBe('red');
    expect(board.buzzes).toBeGreaterThan(30);
    light.acknowledge();
    expect(lamps()).toBe('');
    expect(clock.pendingTimers).toBe(0);
  });

  it('goes dark for good when it stops', async () => {
    const { light, board, clock } = tower();
    light.show('fever');
    await light.stop();
    await clock.advance(20_000);
    expect(board.on.size).toBe(0);
    expect(board.isStopped).toBe(true);
  });
});
