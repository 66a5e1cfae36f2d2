import { Command } from 'commander';
import Type from 'typebox';
import { ListedPolicySchema, PolicyChangeSchema } from '#core/api/policies.js';
import { PolicyVersionSchema } from '#core/api/register.js';
import { compoundId } from '#core/units/ids.js';
import { demand, valueChecker } from '#core/wire/parse-message.js';
import { connectApi, type ServiceOptions } from '../../api-client.js';
import { compoundCalendar } from '../../compound-calendar.js';
import { parseWhole } from '../../number-option.js';
import type { Terminal } from '../../terminal.js';
import { ruleLines, versionLine } from './shown.js';

interface JsonOption extends ServiceOptions {
  readonly json?: boolean;
}

const ListSchema = Type.Object({ items: Type.Array(ListedPolicySchema) });
const DifferenceSchema = Type.Object({ items: Type.Array(PolicyChangeSchema) });
const VERSIONS = { name: 'version', from: 1, to: 1_000_000 };

/** The commands that only read. */
export function policyReading(terminal: Terminal): readonly Command[] {
  return [showCommand(terminal), listCommand(terminal), differenceCommand(terminal)];
}

function showCommand(terminal: Terminal): Command {
  return new Command('show')
    .description('shows the policy in force')
    .argument('<compound>', 'the compound')
    .option('--json', 'print its rules as JSON, as --rules takes them')
    .action(async (id: string, options: JsonOption) => {
      const compound = compoundId(id);
      const api = await connectApi(options);
      const path = `/compounds/${compound}/policy`;
      const check = valueChecker(PolicyVersionSchema);
      const policy = demand(check(await api.send({ method: 'GET', path })), 'policy', path);
      if (options.json === true) {
        terminal.out(JSON.stringify(policy.rules, null, 2));
        return;
      }
      terminal.out(versionLine(policy, await compoundCalendar(api, compound)));
      for (const line of ruleLines(policy.rules)) terminal.out(line);
    });
}

function listCommand(terminal: Terminal): Command {
  return new Command('list')
    .description('lists every version with author, reason and time of effect, the newest first')
    .argument('<compound>', 'the compound')
    .action(async (id: string, options: ServiceOptions) => {
      const compound = compoundId(id);
      const api = await connectApi(options);
      const path = `/compounds/${compound}/policies`;
      const { items } = demand(
        valueChecker(ListSchema)(await api.send({ method: 'GET', path })),
        'policies',
        path,
      );
      const calendar = await compoundCalendar(api, compound);
      for (const policy of items) terminal.out(`${versionLine(policy, calendar)} [${policy.standing}]`);
    });
}

function differenceCommand(terminal: Terminal): Command {
  return new Command('difference')
    .description('tells what differs between two versions')
    .argument('<compound>', 'the compound')
    .argument('<from>', 'number of a version')
    .argument('<to>', 'number of another')
    .action(async (id: string, ...rest: [from: string, to: string, options: ServiceOptions]) => {
      const [from, to, options] = rest;
      const query = `from=${parseWhole(from, VERSIONS)}&to=${parseWhole(to, VERSIONS)}`;
      const path = `/compounds/${compoundId(id)}/policy/difference?${query}`;
      const api = await connectApi(options);
      const answer = valueChecker(DifferenceSchema)(await api.send({ method: 'GET', path }));
      const { items } = demand(answer, 'difference', path);
      for (const { sentence } of items) terminal.out(sentence.en);
      if (items.length === 0) terminal.out('no difference');
    });
}
