import { onTestFinished } from 'vitest';
import type { Role } from '#core/api/accounts.js';
import { buildApp, type AppOptions } from '#dashboard/app.js';
import type { App } from '#dashboard/http.js';
import { FakeCentral } from '../../support/fake-central.js';
import { fixedEntropy } from '../../support/fixed-entropy.js';
import { ManualClock } from '../../support/manual-clock.js';
import { recordingLogger, type LogLine } from './recording-logger.js';

export interface TestApp {
  readonly app: App;
  readonly central: FakeCentral;
  readonly clock: ManualClock;
  readonly lines: LogLine[];
}

const TOKENS: Readonly<Record<Role, string>> = {
  administrator: 'chief-token',
  controller: 'controller-token',
  community: 'community-token',
};

/** The header with which a program of the role asks. */
export function as(role: Role): { authorization: string } {
  return { authorization: `Bearer ${TOKENS[role]}` };
}

/** The app over a central service in memory; it closes when the test is over. */
export async function startTestApp(
  changes: Partial<AppOptions> = {},
  central: FakeCentral = new FakeCentral(),
): Promise<TestApp> {
  const clock = new ManualClock();
  const lines: LogLine[] = [];
  const app = await buildApp(central, {
    webRoot: null,
    clock,
    logger: recordingLogger(lines),
    entropy: fixedEntropy(),
    secureCookies: false,
    version: '1.2.3',
    ...changes,
  });
  onTestFinished(async () => {
    await app.close();
  });
  return { app, central, clock, lines };
}
