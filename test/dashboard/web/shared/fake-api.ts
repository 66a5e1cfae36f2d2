import type { Answer, ApiClient, Method } from '#dashboard/web/shared/api-client.js';

/** Answers requests from a table a test may change; what is not in it can not be reached. */
export class FakeApi implements ApiClient {
  readonly answers = new Map<string, Answer<unknown>>();
  readonly requests: string[] = [];
  /** While set, answers wait for the test to let them go. */
  holdsBack = false;
  #waiting: (() => void)[] = [];

  ok(request: string, body: unknown): void {
    this.answers.set(request, { ok: true, body });
  }

  fail(request: string, status: number, fault: Partial<{ code: string; details: object }> = {}): void {
    const { code = 'fault', details = {} } = fault;
    this.answers.set(request, { ok: false, status, fault: { code, message: code, details: { ...details } } });
  }

  async request(method: Method, path: string): Promise<Answer<unknown>> {
    const request = `${method} ${path.replace(/[?&]limit=\d+/, '')}`;
    this.requests.push(request);
    if (this.holdsBack) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const unreachable = { code: 'service-unreachable', message: '', details: {} };
    return this.answers.get(request) ?? { ok: false, status: 0, fault: unreachable };
  }

  letGo(): void {
    this.holdsBack = false;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  countOf(request: string): number {
    return this.requests.filter((other) => other === request).length;
  }
}
