import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#core/bindings/system-clock.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { DEFAULT_POLICY_RULES } from '#core/policy/policy.js';
import { SILENT_LOGGER } from '#core/ports/logger.js';
import type { Service } from '#broker/service.js';
import { ADDRESS_FILE } from '#cli/api-client.js';
import { runCommand } from '#cli/run-command.js';
import { buildApp } from '#dashboard/app.js';
import type { App } from '#dashboard/http.js';
import { listen } from '#dashboard/server.js';
import { furnish, GARDEN, startOn, temporaryData } from '../broker/support/service-bench.js';

/** The commands against a real service over HTTP, as an administrator types them. */
describe('the commands for policies and exceptions', () => {
  let service: Service;
  let app: App;
  let dataDir: string;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    ({ dataDir, remove } = await temporaryData());
    service = await startOn(dataDir);
    const tools = { clock: systemClock, entropy: systemEntropy, logger: SILENT_LOGGER };
    app = await buildApp(service.central, {
      ...tools,
      webRoot: null,
      secureCookies: false,
      version: '1.0.0',
    });
    const { url } = await listen(app, { host: '127.0.0.1', port: 0 });
    await writeFile(join(dataDir, ADDRESS_FILE), `${url}\n`);
    await furnish(service, { gates: ['north'], households: 1 });
  });
  afterAll(async () => {
    await app.close();
    await service.stop();
    await remove();
  });

  const run = async (...words: string[]): Promise<{ code: number; out: string; err: string }> => {
    const [out, err]: [string[], string[]] = [[], []];
    const terminal = {
      isInteractive: false,
      out: (line: string) => void out.push(line),
      err: (line: string) => void err.push(line),
    };
    const code = await runCommand([...words, '--data', dataDir], terminal);
    return { code, out: out.join('\n'), err: err.join('\n') };
  };

  it('make versions at once and ahead, show and compare them, and go back', async () => {
    const shown = await run('policy', 'show', 'garden');
    expect(shown.out).toMatch(/^version 1, controlled, from .*by gatehouse\n {2}Level: controlled\n/);
    const sealed = await run('policy', 'set', 'garden', '--level', 'sealed', '--reason', '封控');
    expect(sealed).toMatchObject({ code: 0, err: '' });
    expect(sealed.out).toMatch(/^version 2, sealed, from \d{4}-\d\d-\d\d \d\d:\d\d, by .*\(封控\)$/);
    const tomorrow = await run('policy', 'set', 'garden', '--level', 'open', '--from', 'tomorrow 00:00');
    expect(tomorrow.out).toMatch(/^version 3, open, from .* 00:00, by/);
    expect((await run('policy', 'difference', 'garden', '1', '2')).out).toBe('Level: controlled → sealed');
    expect((await run('policy', 'withdraw', 'garden', '--from', 'tomorrow 00:00')).code).toBe(0);
    expect((await run('policy', 'previous', 'garden')).out).toMatch(/^version 5, controlled/);
    const listed = (await run('policy', 'list', 'garden')).out
      .split('\n')
      .map((line) => line.replace(/,.*\[/, ' ['));
    expect(listed).toEqual([
      'version 5 [in-force]',
      'version 4 [scheduled]',
      'version 3 [replaced]',
      'version 2 [past]',
      'version 1 [past]',
    ]);
  });

  it('take all rules from a file that "show --json" has written', async () => {
    const file = join(dataDir, 'rules.json');
    const { out } = await run('policy', 'show', 'garden', '--json');
    await writeFile(file, out.replace('"outings": 1', '"outings": 2'));
    expect((await run('policy', 'set', 'garden', '--rules', file)).code).toBe(0);
    expect((await service.central.policies.list(GARDEN))[0]?.rules.quota.outings).toBe(2);
    await writeFile(file, JSON.stringify({ ...DEFAULT_POLICY_RULES, level: 'shut' }));
    const refused = await run('policy', 'set', 'garden', '--rules', file);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('level must be one of');
  });

  it('try a draft on the ledger', async () => {
    const trial = await run('policy', 'trial', 'garden', '--level', 'sealed', '--days', '7');
    expect(trial.out).toContain('would have changed no verdict');
    expect(trial.out).toContain('0 entries replayed');
  });

  it('approve one outing, list it, and withdraw it', async () => {
    const words = ['--compound', 'garden', '--household', '1-1-1'];
    const added = await run('exception', 'add', ...words, '--reason', 'medical', '--until', 'tomorrow 18:00');
    expect(added.out).toMatch(/^x-\w+ 1-1-1 medical, .* 18:00, by .* \[usable\]$/);
    const id = added.out.split(' ')[0] ?? '';
    expect((await run('exception', 'withdraw', id)).out).toBe(`exception ${id} withdrawn`);
    expect((await run('exception', 'list', '--compound', 'garden')).out).toMatch(/\[withdrawn\]$/);
  });

  it.each([
    [['policy', 'set', 'garden'], 'name either --level or --rules'],
    [['policy', 'set', 'garden', '--level', 'open', '--from', 'soon'], '"soon" is not a time for --from'],
    [['policy', 'trial', 'garden', '--level', 'open', '--days', '90'], '"90" is not a valid number of days'],
    [['policy', 'set', 'garden', '--level', 'shut'], ''],
    [['exception', 'add', '--compound', 'garden'], ''],
  ])('say what is wrong with %j', async (words, problem) => {
    const { code, err } = await run(...words);
    expect(code).toBe(2);
    expect(err).toContain(problem);
  });
});
