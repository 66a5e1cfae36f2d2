import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { GatehouseProcess } from './support/gatehouse-process.js';
import { temporaryFolder } from './support/temporary-folder.js';

const ANY_PORT = ['--http', '127.0.0.1:0', '--mqtt', '127.0.0.1:0'];

describe('gatehouse demo', { timeout: 120_000 }, () => {
  const folder = temporaryFolder();
  const running: GatehouseProcess[] = [];

  function demo(...words: string[]): GatehouseProcess {
    const child = new GatehouseProcess(['demo', ...ANY_PORT, '--log', 'warn', ...words]);
    running.push(child);
    return child;
  }

  afterEach(async () => {
    for (const child of running.splice(0)) await child.end('SIGKILL');
  });

  it('ends by itself with every verdict kind, nothing lost and nothing doubled', async () => {
    const child = demo('--for', '30s', '--pace', '40', '--data', join(folder, 'counted'));
    expect(await child.exitCode(100_000), child.text).toBe(0);
    const summary = JSON.parse(child.out.at(-1) ?? '') as Record<string, number>;
    expect(summary).toMatchObject({ lost: 0, doubled: 0 });
    for (const count of ['entries', 'allow', 'deny', 'retake', 'fever', 'fault']) {
      expect(summary[count], `${count} in ${JSON.stringify(summary)}`).toBeGreaterThan(0);
    }
    expect(summary['entries']).toBeGreaterThanOrEqual(40);
  });

  it('stops on Ctrl-C within 3 s and leaves no device link behind', async () => {
    const data = join(folder, 'interrupted');
    const child = demo('--pace', '60', '--data', data);
    await child.line(/stop with/);
    expect(readdirSync(join(data, 'devices')).length).toBeGreaterThan(0);
    expect(await child.end('SIGINT')).toBeLessThan(3_000);
    expect(await child.exitCode(), child.text).toBe(0);
    expect(existsSync(`/proc/${child.pid}`)).toBe(false);
    expect(readdirSync(join(data, 'devices'))).toEqual([]);
  });

  it('starts again on the data folder of an earlier demo', async () => {
    const data = join(folder, 'again');
    const first = demo('--for', '1s', '--data', data);
    expect(await first.exitCode(60_000), first.text).toBe(0);
    const second = demo('--for', '1s', '--data', data);
    expect(await second.exitCode(60_000), second.text).toBe(0);
  });
});
