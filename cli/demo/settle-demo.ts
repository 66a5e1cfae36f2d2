import { setTimeout as wait } from 'node:timers/promises';
import type { Central } from '#core/api/central.js';
import type { Clock } from '#core/ports/clock.js';
import { SECOND, type Instant } from '#core/units/instant.js';
import type { Gateway } from '#gateway/gateway.js';
import type { Simulation } from '#sim/simulation.js';
import { ledgerEntries } from './ledger-entries.js';
import { compare, summaryOf, type Summary } from './tally.js';

interface Running {
  readonly simulation: Simulation;
  readonly gateways: readonly Gateway[];
  readonly central: Central;
  readonly clock: Clock;
  readonly startedAt: Instant;
}

/** A scan without a reading waits its pairing window of 15 s; the rest is head room for a slow machine. */
const PATIENCE = 30 * SECOND;
const POLL = 100;

/** Lets the last people finish, waits until every gate has its receipts, and compares. */
export async function settleDemo(running: Running): Promise<Summary> {
  const { simulation, central, clock, startedAt } = running;
  simulation.stopPeople();
  await simulation.idle();
  const giveUpAt = clock.monotonic() + PATIENCE;
  while (clock.monotonic() < giveUpAt && !(await isQuiet(running.gateways))) await wait(POLL);
  const details = await ledgerEntries(central, startedAt);
  const kept = details.flatMap(({ record, entry }) =>
    entry === null ? [] : [{ gate: record.gate, lane: entry.lane, credential: entry.credential }],
  );
  const verdicts = details.map(({ record }) => record.verdict);
  return summaryOf(verdicts, compare(simulation.presented(), kept));
}

async function isQuiet(gateways: readonly Gateway[]): Promise<boolean> {
  for (const gateway of gateways) {
    if (gateway.screens().some((screen) => screen.collecting !== 'idle')) return false;
    if ((await gateway.backlog()) > 0) return false;
  }
  return true;
}
