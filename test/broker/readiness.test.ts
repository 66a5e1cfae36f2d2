import { describe, expect, it } from 'vitest';
import type { Central } from '#core/api/central.js';
import { withBroker } from '#broker/readiness.js';

describe('a service whose broker is away', () => {
  const readiness = (): Promise<{ ready: boolean; problem: null }> =>
    Promise.resolve({ ready: true, problem: null });
  const central = { readiness } as Partial<Central> as Central;

  it('is not ready, says why, and is ready again when the broker is back', async () => {
    const broker: { problem: string | null } = { problem: 'not connected' };
    const service = withBroker(central, broker);
    expect(await service.readiness()).toEqual({ ready: false, problem: 'not connected' });
    broker.problem = null;
    expect(await service.readiness()).toEqual({ ready: true, problem: null });
  });
});
