import { Command, Option } from 'commander';
import { IssuedPassSchema } from '#core/api/register.js';
import { PASS_KINDS, type PassKind } from '#core/pass/pass.js';
import { compoundId, householdId, passId } from '#core/units/ids.js';
import { demand, valueChecker } from '#core/wire/parse-message.js';
import { systemClock } from '#core/bindings/system-clock.js';
import { connectApi, type ServiceOptions } from '../api-client.js';
import { issueMissing } from './issue-missing.js';
import { withServiceOptions } from '../service-options.js';
import type { Terminal } from '../terminal.js';
import { passBindCardCommand, passCardsCommand, passUnbindCardCommand } from './pass-card.js';
import { passPrintCommand } from './pass-print.js';

interface IssueOptions extends ServiceOptions {
  readonly compound: string;
  readonly household?: string;
  readonly building?: string;
  readonly everyHousehold?: boolean;
  readonly again?: boolean;
  readonly kind: PassKind;
  readonly json?: boolean;
}

export function passCommand(terminal: Terminal): Command {
  return new Command('pass')
    .description('passes')
    .addCommand(withServiceOptions(issueCommand(terminal)))
    .addCommand(withServiceOptions(revokeCommand(terminal)))
    .addCommand(withServiceOptions(passBindCardCommand(terminal)))
    .addCommand(withServiceOptions(passUnbindCardCommand(terminal)))
    .addCommand(withServiceOptions(passCardsCommand(terminal)))
    .addCommand(withServiceOptions(passPrintCommand(terminal)));
}

function issueCommand(terminal: Terminal): Command {
  return new Command('issue')
    .description('issues a pass: QR text for printing and a short code for when the QR is torn')
    .requiredOption('--compound <id>', 'the compound')
    .option('--household <id>', 'building-unit-room, such as 3-2-501')
    .addOption(new Option('--kind <kind>', 'what it permits').choices(PASS_KINDS).default('purchase'))
    .addOption(
      new Option('--building <id>', 'every household of the building that has none of this kind').conflicts([
        'household',
        'everyHousehold',
      ]),
    )
    .addOption(
      new Option('--every-household', 'every household that has none of this kind').conflicts('household'),
    )
    .option('--again', 'with those two: also where there is one, whose place the new pass takes')
    .option('--json', 'print one JSON object')
    .action((options: IssueOptions) => {
      const isMany = options.building !== undefined || options.everyHousehold === true;
      return isMany ? issueMany(options, terminal) : issueOne(options, terminal);
    });
}

const checkIssued = valueChecker(IssuedPassSchema);

async function issueOne(options: IssueOptions, terminal: Terminal): Promise<void> {
  const body = {
    compound: compoundId(options.compound),
    kind: options.kind,
    ...(options.household === undefined ? {} : { household: householdId(options.household) }),
  };
  const api = await connectApi(options);
  const answer = await api.send({ method: 'POST', path: '/passes', body });
  const issued = demand(checkIssued(answer), 'pass', '/passes');
  if (options.json === true) {
    terminal.out(JSON.stringify(issued));
    return;
  }
  terminal.out(`pass ${issued.pass}`);
  terminal.out(`code ${issued.code}`);
  terminal.out(`qr   ${issued.qr}`);
}

async function issueMany(options: IssueOptions, terminal: Terminal): Promise<void> {
  const { kind, building = null, again = false } = options;
  const many = { compound: compoundId(options.compound), kind, building, again, now: systemClock.now() };
  const { issued, had } = await issueMissing(many, await connectApi(options), terminal);
  if (options.json === true) terminal.out(JSON.stringify({ issued, had }));
  else terminal.out(`${issued} passes issued; ${had} households had one`);
}

function revokeCommand(terminal: Terminal): Command {
  return new Command('revoke')
    .description('revokes a pass')
    .argument('<pass>', 'the pass id')
    .action(async (pass: string, options: ServiceOptions) => {
      const id = passId(pass);
      const api = await connectApi(options);
      await api.send({ method: 'POST', path: `/passes/${id}/revoke` });
      terminal.out(`pass ${id} revoked`);
    });
}
