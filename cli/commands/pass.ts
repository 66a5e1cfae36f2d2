import { Command, Option } from 'commander';
import { IssuedPassSchema } from '#core/api/register.js';
import { PASS_KINDS } from '#core/pass/pass.js';
import { compoundId, householdId, passId } from '#core/units/ids.js';
import { demand, valueChecker } from '#core/wire/parse-message.js';
import { connectApi, type ServiceOptions } from '../api-client.js';
import { withServiceOptions } from '../service-options.js';
import type { Terminal } from '../terminal.js';
import { passBindCardCommand, passCardsCommand, passUnbindCardCommand } from './pass-card.js';
import { passPrintCommand } from './pass-print.js';

interface IssueOptions extends ServiceOptions {
  readonly compound: string;
  readonly household?: string;
  readonly kind: string;
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
  const check = valueChecker(IssuedPassSchema);
  return new Command('issue')
    .description('issues a pass: QR text for printing and a short code for when the QR is torn')
    .requiredOption('--compound <id>', 'the compound')
    .option('--household <id>', 'building-unit-room, such as 3-2-501')
    .addOption(new Option('--kind <kind>', 'what it permits').choices(PASS_KINDS).default('purchase'))
    .option('--json', 'print one JSON object')
    .action(async (options: IssueOptions) => {
      const body = {
        compound: compoundId(options.compound),
        kind: options.kind,
        ...(options.household === undefined ? {} : { household: householdId(options.household) }),
      };
      const api = await connectApi(options);
      const issued = demand(
        check(await api.send({ method: 'POST', path: '/passes', body })),
        'pass',
        '/passes',
      );
      if (options.json === true) {
        terminal.out(JSON.stringify(issued));
        return;
      }
      terminal.out(`pass ${issued.pass}`);
      terminal.out(`code ${issued.code}`);
      terminal.out(`qr   ${issued.qr}`);
    });
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
