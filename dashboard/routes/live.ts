import Type from 'typebox';
import type { Accounts } from '#core/api/accounts.js';
import { EVERY_ROLE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App, Request } from '../http.js';
import type { LiveHub } from '../live/live-hub.js';
import type { Viewer } from '../live/viewer.js';
import { NO_LIMIT } from '../plugins/rate-limits.js';
import { strict } from '../strict.js';

const DESCRIPTION = `Server-sent events. \`entry\`, \`alarm\` and \`gate\` carry one change each; \`heartbeat\` comes every 5 s; \
\`resync\` means that events were missed and everything must be loaded afresh. The id of an event is \`<epoch>-<n>\`; a \
stream goes on after the header Last-Event-ID, or after the id in \`after\`.`;

const STREAM = Type.Unsafe<Viewer>(Type.String());

interface LiveParts {
  readonly hub: LiveHub;
  readonly accounts: Accounts;
}

export function liveRoutes(api: App, parts: LiveParts): void {
  const watch = {
    schema: {
      tags: ['live'],
      summary: 'What happens at the gates, as it happens',
      description: DESCRIPTION,
      querystring: strict(Type.Object({ after: Type.Optional(Type.String({ maxLength: 128 })) })),
      response: { 200: { content: { 'text/event-stream': { schema: STREAM } } }, ...FAULTS },
    },
    config: { access: EVERY_ROLE, ...NO_LIMIT },
  } as const;
  api.get('/live', watch, (request, reply) => {
    const viewer = parts.hub.open({
      lastSeen: lastEventId(request) ?? request.query.after,
      isWelcome: async () => {
        const token = request.sessionToken;
        return token !== null && (await parts.accounts.sessionOf(token)) !== null;
      },
    });
    void reply
      .headers({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
        connection: 'close',
      })
      .send(viewer);
  });
}

/** A browser sends it when it connects again by itself; then it is newer than the address it was given at first. */
function lastEventId(request: Request): string | undefined {
  const value = request.headers['last-event-id'];
  return Array.isArray(value) ? value[0] : value;
}
