import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Central } from '#core/api/central.js';
import { GateStateSchema, type GateState } from '#core/api/gates.js';
import type { Milliseconds } from '#core/units/instant.js';

interface AnsweredRequest {
  readonly method: string;
  /** Pattern of the route, never the address that was asked for: that could be anything. */
  readonly route: string;
  readonly status: number;
  readonly took: Milliseconds;
}

interface ViewerCounts {
  readonly viewers: number;
  readonly dropped: number;
}

/** Figures of this run of the service in a registry of its own. */
export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  countRequest(request: AnsweredRequest): void;
  readonly countMalformed: () => void;
  close(): void;
}

type Watched = Pick<Central, 'gates' | 'live'>;

export function collectMetrics(central: Watched, live: ViewerCounts): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const durations = new Histogram({
    name: 'gatehouse_http_request_duration_seconds',
    help: 'Time to answer HTTP requests; the live stream is left out',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  });
  const malformed = new Counter({
    name: 'gatehouse_http_malformed_total',
    help: 'Connections closed because their bytes were no HTTP',
    registers,
  });
  watchViewers(registers, live);
  const refreshGates = watchGates(registers, central.gates);
  const stop = countEntries(registers, central.live);
  return {
    contentType: registry.contentType,
    text: async () => {
      await refreshGates();
      return await registry.metrics();
    },
    countRequest: ({ method, route, status, took }) =>
      durations.observe({ method, route, status: String(status) }, took / 1000),
    countMalformed: () => malformed.inc(),
    close: stop,
  };
}

function countEntries(registers: Registry[], feed: Watched['live']): () => void {
  const entries = new Counter({
    name: 'gatehouse_entries_total',
    help: 'Entries committed to the ledger since the service started',
    labelNames: ['verdict'],
    registers,
  });
  return feed.subscribe((event) => {
    if (event.kind === 'entry') entries.inc({ verdict: event.entry.verdict });
  });
}

function watchViewers(registers: Registry[], live: ViewerCounts): void {
  const viewers: Gauge = new Gauge({
    name: 'gatehouse_live_viewers',
    help: 'Pages on the live stream',
    registers,
    collect: () => viewers.set(live.viewers),
  });
  const dropped: Gauge = new Gauge({
    name: 'gatehouse_live_viewers_dropped',
    help: 'Pages dropped from the live stream since the service started because they took nothing',
    registers,
    collect: () => dropped.set(live.dropped),
  });
}

/** Answers how to bring the figures of the gates up to date: both come from one list, read once. */
function watchGates(registers: Registry[], gates: Watched['gates']): () => Promise<void> {
  const quarantined = new Gauge({
    name: 'gatehouse_quarantined_messages',
    help: 'Messages of gates that could not be read',
    registers,
  });
  const states = new Gauge({
    name: 'gatehouse_gates',
    help: 'Gates by state',
    labelNames: ['state'],
    registers,
  });
  return async () => {
    const list = await gates.list();
    for (const state of GateStateSchema.properties.state.enum) states.set({ state }, countOf(list, state));
    quarantined.set(list.reduce((sum, gate) => sum + gate.quarantined, 0));
  };
}

function countOf(gates: readonly GateState[], state: GateState['state']): number {
  return gates.filter((gate) => gate.state === state).length;
}
