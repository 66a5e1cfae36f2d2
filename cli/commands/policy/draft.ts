import { readFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { PolicyVersionSchema } from '#core/api/register.js';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import { PolicyRulesSchema, type PolicyRules } from '#core/policy/policy.js';
import type { CompoundId } from '#core/units/ids.js';
import { demand, valueChecker } from '#core/wire/parse-message.js';
import type { ApiClient } from '../../api-client.js';

/** What a draft is made of: a file, or the policy in force with another level. */
export interface DraftOptions {
  readonly level?: PolicyRules['level'];
  readonly rules?: string;
}

export function withDraftOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--level <level>', 'this level, all other rules stay').choices([
        'open',
        'controlled',
        'sealed',
      ]),
    )
    .option('--rules <file>', 'all rules as JSON; begin with "policy show --json"');
}

/** @throws GateError `usage-wrong` when it is not exactly one of them */
export function demandOneDraft({ level, rules }: DraftOptions): void {
  if ((level === undefined) === (rules === undefined)) {
    throw new GateError('usage-wrong', { problem: 'name either --level or --rules' });
  }
}

/** @throws GateError `config-unreadable`, `message-invalid` */
export async function rulesOf(file: string): Promise<PolicyRules> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new GateError('config-unreadable', { path: file, problem: messageOf(cause) }, { cause });
  }
  return demand(valueChecker(PolicyRulesSchema)(jsonOf(text, file)), 'policy', file);
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new GateError('config-unreadable', { path: file, problem: messageOf(cause) }, { cause });
  }
}

/** The rules of the draft. */
export async function draftRules(
  api: ApiClient,
  compound: CompoundId,
  { level, rules: file }: DraftOptions,
): Promise<PolicyRules> {
  if (file !== undefined) return rulesOf(file);
  const path = `/compounds/${compound}/policy`;
  const { rules } = demand(
    valueChecker(PolicyVersionSchema)(await api.send({ method: 'GET', path })),
    'policy',
    path,
  );
  return { ...rules, level: level ?? rules.level };
}
