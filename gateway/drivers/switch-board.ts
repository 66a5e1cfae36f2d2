/** What a light tower has: three lamps and a buzzer. */
export const OUTPUT_CHANNELS = ['green', 'amber', 'red', 'buzzer'] as const;
export type OutputChannel = (typeof OUTPUT_CHANNELS)[number];

/**
 * Switches for lamps and buzzer: a serial relay board, or pins of the machine itself. It keeps its connection by itself
 * and switches everything off when it begins and when it ends, so that no lamp outlives the gateway's word.
 */
export interface SwitchBoard {
  /** Begins with everything off; after every (re)connect the state of the last `set` is restored. */
  start(): void;
  /** Switches exactly these channels on and all others off. Never fails: a board that is away gets it on its return. */
  set(on: ReadonlySet<OutputChannel>): void;
  /** Switches everything off and lets go; safe to call twice. */
  stop(): Promise<void>;
}
