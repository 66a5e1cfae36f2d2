import { connect } from 'node:net';
import { describe, inject } from 'vitest';
import { command, postgresPrograms } from './postgres-cluster.js';

/** A suite that needs PostgreSQL: where it is not installed, its tests are skipped and counted. */
export function describeWithPostgres(title: string, suite: () => void): void {
  const isThere = postgresPrograms() !== null;
  describe.skipIf(!isThere)(isThere ? title : `${title} (PostgreSQL is not installed)`, suite);
}

/** A new empty database on the server of the test run; answers its address. */
export async function freshPostgres(rest = ''): Promise<string> {
  const server = await serverOfRun();
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  await command(server, `create database ${name} ${rest}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function serverOfRun(): Promise<string> {
  const socket = connect(inject('postgresDesk'));
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  const answer = JSON.parse(text) as { readonly url?: string; readonly problem?: string };
  if (answer.url === undefined) throw new Error(answer.problem ?? 'no PostgreSQL server');
  return answer.url;
}
