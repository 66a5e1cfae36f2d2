import Type from 'typebox';
import type { Central } from '#core/api/central.js';
import { GateError } from '#core/errors/gate-error.js';
import { FaultAnswerSchema } from '../fault-answer.js';
import type { App } from '../http.js';

interface HealthParts {
  readonly central: Pick<Central, 'readiness'>;
  readonly version: string;
}

const tags = ['service'];

export function healthRoutes(app: App, parts: HealthParts): void {
  const alive = Type.Object({ status: Type.Literal('ok'), version: Type.String() });
  const healthz = {
    schema: { tags, summary: 'The process answers', security: [], response: { 200: alive } },
  } as const;
  app.get('/healthz', healthz, () => ({ status: 'ok' as const, version: parts.version }));

  const response = { 200: Type.Object({ status: Type.Literal('ready') }), 503: FaultAnswerSchema } as const;
  const readyz = {
    schema: { tags, summary: 'The service can commit entries', security: [], response },
  } as const;
  app.get('/readyz', readyz, async () => {
    const { ready, problem } = await parts.central.readiness();
    if (!ready) throw new GateError('not-ready', { problem: problem ?? 'no reason was given' });
    return { status: 'ready' as const };
  });
}
