import { Command } from 'commander';
import { PolicyVersionSchema } from '#core/api/register.js';
import { systemClock } from '#core/bindings/system-clock.js';
import { compoundId, type CompoundId } from '#core/units/ids.js';
import { demand, valueChecker } from '#core/wire/parse-message.js';
import { connectApi, type ApiClient, type ApiRequest, type ServiceOptions } from '../../api-client.js';
import { compoundCalendar } from '../../compound-calendar.js';
import { parseLocalTime } from '../../local-time.js';
import type { Terminal } from '../../terminal.js';
import { demandOneDraft, rulesOf, withDraftOptions, type DraftOptions } from './draft.js';
import { versionLine } from './shown.js';

interface ChangeOptions extends ServiceOptions {
  readonly reason?: string;
}

interface SetOptions extends ChangeOptions, DraftOptions {
  readonly from?: string;
}

const TIMES = 'on the wall clock of the compound, such as "2026-02-01 00:00" or "tomorrow 00:00"';

/** The commands that make a new version. */
export function policyChanges(terminal: Terminal): readonly Command[] {
  return [setCommand(terminal), previousCommand(terminal), withdrawCommand(terminal)];
}

function setCommand(terminal: Terminal): Command {
  return withDraftOptions(new Command('set'))
    .description('makes a new version; it counts at once, or from a time on')
    .argument('<compound>', 'the compound')
    .option('--reason <text>', 'why; people read it in the list of versions')
    .option('--from <time>', `from when on it counts, ${TIMES}`)
    .action(async (id: string, options: SetOptions) => {
      demandOneDraft(options);
      const compound = compoundId(id);
      const api = await connectApi(options);
      const effectiveAt = options.from === undefined ? {} : await timeOf(api, compound, options.from);
      await change(await orderOf(compound, options, effectiveAt), { api, compound, terminal });
    });
}

async function orderOf(
  compound: CompoundId,
  { level, rules, reason = '' }: SetOptions,
  effectiveAt: { readonly effectiveAt?: number },
): Promise<ApiRequest> {
  const path = `/compounds/${compound}/policy`;
  if (rules === undefined) {
    return { method: 'POST', path: `${path}/level`, body: { level, reason, ...effectiveAt } };
  }
  const query = new URLSearchParams({ reason });
  if (effectiveAt.effectiveAt !== undefined) query.set('effectiveAt', String(effectiveAt.effectiveAt));
  return { method: 'PUT', path: `${path}?${query.toString()}`, body: await rulesOf(rules) };
}

function previousCommand(terminal: Terminal): Command {
  return new Command('previous')
    .description('one step back: the rules that counted before count again; twice is forth again')
    .argument('<compound>', 'the compound')
    .option('--reason <text>', 'why')
    .action(async (id: string, { reason = '', ...options }: ChangeOptions) => {
      const compound = compoundId(id);
      const api = await connectApi(options);
      const path = `/compounds/${compound}/policy/previous`;
      await change({ method: 'POST', path, body: { reason } }, { api, compound, terminal });
    });
}

function withdrawCommand(terminal: Terminal): Command {
  return new Command('withdraw')
    .description('withdraws a scheduled change')
    .argument('<compound>', 'the compound')
    .requiredOption('--from <time>', `the time of the change, ${TIMES}`)
    .option('--reason <text>', 'why')
    .action(
      async (id: string, { from, reason = '', ...options }: ChangeOptions & { readonly from: string }) => {
        const compound = compoundId(id);
        const api = await connectApi(options);
        const body = { reason, ...(await timeOf(api, compound, from)) };
        const path = `/compounds/${compound}/policy/withdraw`;
        await change({ method: 'POST', path, body }, { api, compound, terminal });
      },
    );
}

async function timeOf(api: ApiClient, compound: CompoundId, text: string): Promise<{ effectiveAt: number }> {
  const calendar = await compoundCalendar(api, compound);
  return { effectiveAt: parseLocalTime(text, '--from', { calendar, now: systemClock.now() }) };
}

async function change(
  request: ApiRequest,
  on: { readonly api: ApiClient; readonly compound: CompoundId; readonly terminal: Terminal },
): Promise<void> {
  const { api, compound, terminal } = on;
  const made = demand(valueChecker(PolicyVersionSchema)(await api.send(request)), 'policy', request.path);
  terminal.out(versionLine(made, await compoundCalendar(api, compound)));
}
