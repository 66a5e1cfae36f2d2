import { describe, expect, it } from 'vitest';
import { linePrinter, watchLines, type WatchLine } from '#cli/devices/watch-printer.js';
import type { SiteProfile } from '#core/measure/site-profile.js';
import type { DeviceEvent } from '#gateway/drivers/driver.js';

describe('devices watch', () => {
  function lineOf(event: DeviceEvent, profile: SiteProfile = {}): WatchLine | undefined {
    const lines: WatchLine[] = [];
    watchLines(profile, (line) => lines.push(line)).onEvent(event);
    return lines[0];
  }

  it('shows a sample with the four temperatures a lane would use', () => {
    expect(
      lineOf({ kind: 'sample', objectC: 34.1, ambientC: 21.3 }, { site: 'forehead', correctionC: 2.4 }),
    ).toEqual({
      type: 'reading',
      objectC: 34.1,
      ambientC: 21.3,
      correctionC: 2.4,
      bodyC: 36.5,
      site: 'forehead',
    });
  });

  it("keeps a checkpoint's own body value and correction", () => {
    const event = { bodyC: 36.6, objectC: 34.6, ambientC: 20, correctionC: 2, site: 'neck' } as const;
    expect(lineOf({ kind: 'measurement', ...event })).toEqual({ type: 'reading', ...event });
  });

  it('shows a scan with kind and value, and discarded bytes with their reason', () => {
    expect(lineOf({ kind: 'scan', credential: { kind: 'card', value: '1F00644BB6' } })).toEqual({
      type: 'scan',
      kind: 'card',
      value: '1F00644BB6',
    });
    expect(lineOf({ kind: 'discarded', why: 'noise', bytes: 3, excerpt: 'FF FF FF' })).toMatchObject({
      type: 'discarded',
      why: 'noise',
      bytes: 3,
    });
  });

  it('prints one JSON object a line, or words for people', () => {
    const printed: string[] = [];
    const terminal = {
      isInteractive: false,
      out: (line: string) => printed.push(line),
      err: () => undefined,
    };
    const line: WatchLine = { type: 'link', state: 'closed', problem: 'unplugged' };
    linePrinter(terminal, true)(line);
    linePrinter(terminal, false)(line);
    expect(printed).toEqual([JSON.stringify(line), 'link      state closed  problem unplugged']);
  });
});
