import process from 'node:process';

/** Something a person or a supervisor can stop, and that may also end by itself. */
export interface Interrupt {
  /** Resolves with the first request to stop. */
  readonly requested: Promise<void>;
  readonly isRequested: boolean;
  dispose(): void;
}

/**
 * Turns SIGINT and SIGTERM into one promise. A second signal ends the process at once, so that a person is never stuck
 * behind a clean-up that hangs.
 */
export function onInterrupt(): Interrupt {
  let isRequested = false;
  let stop: () => void = () => undefined;
  const requested = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const handle = (): void => {
    if (isRequested) process.exit(130);
    isRequested = true;
    stop();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return {
    requested,
    get isRequested() {
      return isRequested;
    },
    dispose: () => {
      process.off('SIGINT', handle);
      process.off('SIGTERM', handle);
    },
  };
}
