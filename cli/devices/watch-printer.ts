import { atSite, type SiteProfile } from '#core/measure/site-profile.js';
import type { DeviceEvent } from '#gateway/drivers/driver.js';
import type { WatchListener } from '#gateway/watch/watch-device.js';
import type { Terminal } from '../terminal.js';

/** One line of `devices watch`; `--json` prints it as it is. A reading has the wire's field names. */
export type WatchLine =
  | { readonly type: 'link'; readonly state: 'open' | 'closed' | 'failed'; readonly problem: string | null }
  | { readonly type: 'bytes'; readonly direction: 'in' | 'out'; readonly hex: string }
  | { readonly type: 'reading'; readonly [field: string]: unknown }
  | { readonly type: 'scan'; readonly kind: string; readonly value: string }
  | { readonly type: 'discarded'; readonly why: string; readonly bytes: number; readonly excerpt: string }
  | { readonly type: 'alive'; readonly note: string }
  | { readonly type: 'trouble'; readonly problem: string };

/** A listener that turns everything on a line into printable lines. */
export function watchLines(profile: SiteProfile, print: (line: WatchLine) => void): WatchListener {
  return {
    onOpen: () => print({ type: 'link', state: 'open', problem: null }),
    onClose: (problem) => print({ type: 'link', state: 'closed', problem }),
    onOpenFailed: (problem) => print({ type: 'link', state: 'failed', problem }),
    onRead: (bytes) => print({ type: 'bytes', direction: 'in', hex: hexOf(bytes) }),
    onWrite: (bytes) => print({ type: 'bytes', direction: 'out', hex: hexOf(bytes) }),
    onEvent: (event) => print(eventLine(event, profile)),
  };
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}

function eventLine(event: DeviceEvent, profile: SiteProfile): WatchLine {
  switch (event.kind) {
    case 'sample':
      return readingLine({ ...NO_OWN_VALUES, bodyC: event.bodyC ?? null, ...event }, profile);
    case 'measurement':
      return readingLine(event, profile);
    case 'scan':
      return { type: 'scan', ...event.credential };
    case 'discarded':
      return { type: 'discarded', why: event.why, bytes: event.bytes, excerpt: event.excerpt };
    case 'alive':
      return { type: 'alive', note: event.note };
    case 'trouble':
      return { type: 'trouble', problem: event.problem };
  }
}

const NO_OWN_VALUES = { correctionC: null, site: null } as const;

/** The same arithmetic as a lane's, so that what is watched is what a lane would use. */
function readingLine(raw: Parameters<typeof atSite>[0], profile: SiteProfile): WatchLine {
  const measured = atSite(
    {
      objectC: raw.objectC,
      ambientC: raw.ambientC,
      bodyC: raw.bodyC,
      correctionC: raw.correctionC,
      site: raw.site,
    },
    profile,
  );
  return measured === null
    ? { type: 'trouble', problem: 'a frame without any value' }
    : { type: 'reading', ...measured };
}

/** Prints lines for people, or one JSON object each. */
export function linePrinter(terminal: Terminal, asJson: boolean): (line: WatchLine) => void {
  if (asJson) return (line) => terminal.out(JSON.stringify(line));
  return ({ type, ...rest }) => {
    const fields = Object.entries(rest).filter(([, value]) => value !== null && value !== '');
    terminal.out(`${type.padEnd(9)} ${fields.map(([name, value]) => `${name} ${String(value)}`).join('  ')}`);
  };
}
