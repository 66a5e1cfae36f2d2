import process from 'node:process';

/** Ends this process when the bench that started it is gone or asks it to; `last` runs before. */
export function endWithParent(last: () => void = () => undefined): void {
  const end = (): void => {
    last();
    process.exit(0);
  };
  process.once('SIGTERM', end);
  process.stdin.once('end', end).resume();
  // Ctrl-C reaches the whole group; the bench asks its children to end in its own order.
  process.on('SIGINT', () => undefined);
}
