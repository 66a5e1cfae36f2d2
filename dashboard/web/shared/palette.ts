import type { Verdict } from '#core/wire/parts.js';

/** A surface and the colour of what is written on it. */
export interface Paint {
  readonly fill: `#${string}`;
  readonly ink: `#${string}`;
}

/**
 * One look for each verdict, on every screen: bright green against dark red, so that red-green deficiency and glare
 * leave a difference in brightness. Each pair has a contrast of 7:1 or more. `tokens.css` holds the same values.
 */
export const PALETTE = {
  allow: { fill: '#2BD18B', ink: '#000000' },
  deny: { fill: '#9E0B1F', ink: '#FFFFFF' },
  fever: { fill: '#5A0FA8', ink: '#FFFFFF' },
  retake: { fill: '#FFC20A', ink: '#000000' },
  fault: { fill: '#4B5563', ink: '#FFFFFF' },
} as const satisfies Record<Verdict, Paint>;

/** The verdicts in the order in which screens list them. */
export const VERDICTS = ['allow', 'deny', 'retake', 'fever', 'fault'] as const satisfies readonly Verdict[];

/** Text and ground of the light theme, outside the verdict fields. */
export const GROUNDS = {
  page: { fill: '#EEF1F4', ink: '#101828' },
  panel: { fill: '#FFFFFF', ink: '#101828' },
  quiet: { fill: '#FFFFFF', ink: '#3D4756' },
  quietOnPage: { fill: '#EEF1F4', ink: '#3D4756' },
  head: { fill: '#14243A', ink: '#FFFFFF' },
  headQuiet: { fill: '#14243A', ink: '#C9D4E2' },
} as const satisfies Record<string, Paint>;
