import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { BenchFault } from '../support/bench-fault.js';
import type { DriverJob, DriverReport } from './driver-job.js';
import { GateClient } from './gate-client.js';
import { LatencyHistogram } from './latency-histogram.js';
import type { Settled } from './pending-entries.js';
import { TrafficPlan } from './traffic-plan.js';

/** How long the last answers may take after the last entry was sent. */
const LAST_ANSWERS = 20_000;
const TICK = 1;

/** One job of the driver: connects the gates, sends the traffic, and counts the answers. */
export class Load {
  readonly #job: DriverJob;
  readonly #plan: TrafficPlan;
  readonly #clients: readonly GateClient[];
  readonly #latency = new LatencyHistogram();
  readonly #verdicts = new Map<string, number>();
  readonly #counts = { sent: 0, answered: 0, doubled: 0, foreign: 0 };
  #nextGate = 0;
  #startedAt = 0;
  #lastAnswerAt = 0;
  #firstAnswerAt = 0;
  #isSending = false;
  #onDone: (problem: string | null) => void = () => undefined;

  /** @param bytes the whole file of credentials */
  constructor(job: DriverJob, bytes: Buffer) {
    this.#job = job;
    this.#plan = new TrafficPlan(job.traffic, job.credentials.count);
    const events = {
      onAnswer: (settled: Settled, verdict: string) => this.#onAnswer(settled, verdict),
      onChunk: (client: GateClient) => this.#onChunk(client),
      onBroken: (problem: string) => this.#onDone(problem),
    };
    const { credentials } = job;
    this.#clients = job.gates.map((gate) => new GateClient({ gate, credentials, bytes, events }));
  }

  /** @param onBegin called when all gates are connected and the first entry is about to leave */
  async run(onBegin: () => void): Promise<DriverReport> {
    try {
      for (const client of this.#clients) await client.open();
      onBegin();
      return await this.#measured();
    } finally {
      for (const client of this.#clients) client.close();
    }
  }

  async #measured(): Promise<DriverReport> {
    const before = process.cpuUsage();
    this.#startedAt = performance.now();
    this.#isSending = true;
    const done = new Promise<void>((resolve, reject) => {
      this.#onDone = (problem) => {
        if (problem === null) resolve();
        else reject(new BenchFault(problem));
      };
    });
    const stopTimers = this.#start();
    try {
      await done;
    } finally {
      stopTimers();
      this.#isSending = false;
    }
    return this.#report(process.cpuUsage(before));
  }

  /** Sends what the pace allows at once, and gives what ends the timers. */
  #start(): () => void {
    const { pace, maxSeconds } = this.#job;
    const atEnd = setTimeout(() => this.#stopSending(), maxSeconds * 1000);
    const timers: NodeJS.Timeout[] = [atEnd];
    let giveUp: NodeJS.Timeout | undefined;
    const watch = setInterval(() => {
      if (this.#isSending) return;
      giveUp ??= setTimeout(() => this.#onDone(null), LAST_ANSWERS);
      timers.push(giveUp);
    }, 100);
    timers.push(watch);
    if (pace.kind === 'paced') timers.push(setInterval(() => this.#sendDue(pace.perSecond), TICK));
    else if (pace.kind === 'light') this.#sendFromNextGate();
    else for (const client of this.#clients) this.#fill(client);
    return () => {
      for (const timer of timers) clearTimeout(timer);
    };
  }

  #onAnswer(settled: Settled, verdict: string): void {
    if (settled.kind !== 'answered') {
      this.#counts[settled.kind] += 1;
      return;
    }
    const now = performance.now();
    this.#latency.add(now - settled.sentAt);
    this.#verdicts.set(verdict, (this.#verdicts.get(verdict) ?? 0) + 1);
    this.#counts.answered += 1;
    this.#lastAnswerAt = now;
    if (this.#counts.answered === 1) this.#firstAnswerAt = Date.now();
  }

  #onChunk(client: GateClient): void {
    const { pace } = this.#job;
    if (pace.kind === 'saturated') this.#fill(client);
    else if (pace.kind === 'light' && client.inFlight === 0 && this.#inFlight() === 0) {
      client.flush();
      this.#sendFromNextGate();
    }
    if (!this.#isSending && this.#inFlight() === 0) this.#onDone(null);
  }

  #fill(client: GateClient): void {
    const { pace } = this.#job;
    const room = pace.kind === 'saturated' ? pace.inFlight : 0;
    while (client.inFlight < room && this.#isSending) this.#queue(client);
    client.flush();
  }

  #sendFromNextGate(): void {
    const client = this.#clients[this.#nextGate % this.#clients.length];
    this.#nextGate += 1;
    if (client === undefined || !this.#isSending) return;
    this.#queue(client);
    client.flush();
  }

  #sendDue(perSecond: number): void {
    const due = Math.floor(((performance.now() - this.#startedAt) / 1000) * perSecond);
    while (this.#counts.sent < due && this.#isSending) this.#sendFromNextGate();
  }

  #queue(client: GateClient): void {
    client.queue(this.#plan.at(this.#counts.sent));
    this.#counts.sent += 1;
    if (this.#counts.sent >= this.#job.maxEntries) this.#isSending = false;
  }

  #stopSending(): void {
    this.#isSending = false;
    if (this.#inFlight() === 0) this.#onDone(null);
  }

  #inFlight(): number {
    return this.#counts.sent - this.#counts.answered;
  }

  #report({ user, system }: NodeJS.CpuUsage): DriverReport {
    const seconds = Math.max(0.001, (this.#lastAnswerAt - this.#startedAt) / 1000);
    const latency = this.#latency;
    return {
      ...this.#counts,
      lost: this.#inFlight(),
      seconds,
      latency: {
        p50: latency.quantile(0.5),
        p95: latency.quantile(0.95),
        p99: latency.quantile(0.99),
        max: latency.max,
        mean: latency.mean,
      },
      verdicts: Object.fromEntries(this.#verdicts),
      driverShare: (user + system) / 1e6 / seconds,
      firstAnswerAt: this.#firstAnswerAt,
    };
  }
}
