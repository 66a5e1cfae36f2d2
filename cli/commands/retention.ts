import { Command } from 'commander';
import { RetentionRulesSchema, type RetentionRules } from '#core/api/retention.js';
import { GateError } from '#core/errors/gate-error.js';
import { compoundId } from '#core/units/ids.js';
import { demand, valueChecker } from '#core/wire/parse-message.js';
import { connectApi, type ApiClient, type ServiceOptions } from '../api-client.js';
import { withServiceOptions } from '../service-options.js';
import type { Terminal } from '../terminal.js';

interface SetOptions extends ServiceOptions {
  readonly temperatures?: string;
  readonly entries?: string;
  readonly alarms?: string;
  readonly quarantine?: string;
  readonly contacts?: string;
}

const NEVER = 'never';

export function retentionCommand(terminal: Terminal): Command {
  return new Command('retention')
    .description('how long personal data is kept')
    .addCommand(withServiceOptions(showCommand(terminal)))
    .addCommand(withServiceOptions(setCommand(terminal)));
}

function showCommand(terminal: Terminal): Command {
  return new Command('show')
    .description('shows the age limits of a compound')
    .argument('<compound>', 'the compound')
    .action(async (compound: string, options: ServiceOptions) => {
      print(await read(await connectApi(options), compound), terminal);
    });
}

function setCommand(terminal: Terminal): Command {
  const days = `days, or "${NEVER}"`;
  return new Command('set')
    .description('changes age limits of a compound; those not named stay')
    .argument('<compound>', 'the compound')
    .option('--temperatures <days>', `what was measured: ${days}`)
    .option('--entries <days>', `who came: ${days}`)
    .option('--alarms <days>', `whose an alarm was: ${days}`)
    .option('--quarantine <days>', `messages set aside: ${days}`)
    .option('--contacts <days>', `phones, notes and identity numbers, since they were last written: ${days}`)
    .action(async (compound: string, options: SetOptions) => {
      const api = await connectApi(options);
      const before = await read(api, compound);
      const body: RetentionRules = {
        temperatureDays: daysOf(options.temperatures, before.temperatureDays),
        entryDays: daysOf(options.entries, before.entryDays),
        alarmDays: daysOf(options.alarms, before.alarmDays),
        quarantineDays: daysOf(options.quarantine, before.quarantineDays),
        contactDays: daysOf(options.contacts, before.contactDays),
      };
      await api.send({ method: 'PUT', path: pathOf(compound), body });
      print(body, terminal);
    });
}

async function read(api: ApiClient, compound: string): Promise<RetentionRules> {
  const path = pathOf(compound);
  const answer = await api.send({ method: 'GET', path });
  return demand(valueChecker(RetentionRulesSchema)(answer), 'retention', path);
}

function pathOf(compound: string): string {
  return `/compounds/${compoundId(compound)}/retention`;
}

/** @throws GateError `number-invalid` */
function daysOf(text: string | undefined, before: number | null): number | null {
  if (text === undefined) return before;
  if (text === NEVER) return null;
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new GateError('number-invalid', { text, name: 'age limit', expected: `days, or "${NEVER}"` });
}

function print(rules: RetentionRules, terminal: Terminal): void {
  const words = (days: number | null): string => (days === null ? NEVER : `${days} days`);
  terminal.out(`temperatures ${words(rules.temperatureDays)}`);
  terminal.out(`entries      ${words(rules.entryDays)}`);
  terminal.out(`alarms       ${words(rules.alarmDays)}`);
  terminal.out(`quarantine   ${words(rules.quarantineDays)}`);
  terminal.out(`contacts     ${words(rules.contactDays)}`);
}
