import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { PostgresCluster } from './postgres-cluster.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The socket at which a test file asks for the PostgreSQL server of the run. */
    readonly postgresDesk: string;
  }
}

/**
 * One PostgreSQL server for a whole test run, started when the first test file asks for it and ended with the run: the socket
 * answers each connection with the server's address, or with what is wrong.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-desk-'));
  const desk = join(folder, 'desk');
  let cluster: Promise<PostgresCluster> | null = null;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    cluster ??= PostgresCluster.make();
    cluster
      .then((made) => ({ url: made.url('postgres') }))
      .catch((error: unknown) => ({ problem: String(error) }))
      .then((answer) => socket.end(JSON.stringify(answer)))
      .catch(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(desk, resolve));
  project.provide('postgresDesk', desk);
  return async () => {
    await closed(server);
    await cluster?.then((made) => made.stop()).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
