import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { SignedReportSchema } from '#core/api/retention.js';
import { compoundId } from '#core/units/ids.js';
import { demand, valueChecker } from '#core/wire/parse-message.js';
import { connectApi, type ServiceOptions } from '../api-client.js';
import { withServiceOptions } from '../service-options.js';
import type { Terminal } from '../terminal.js';

interface EndOptions extends ServiceOptions {
  readonly compound: readonly string[];
  readonly confirm: string;
  readonly report?: string;
}

export function endOfEpidemicCommand(terminal: Terminal): Command {
  const command = new Command('end-of-epidemic')
    .description(
      'erases all personal data of compounds for good, with the ledgers that a restore has put aside',
    )
    .requiredOption('--compound <id...>', 'the compounds')
    .requiredOption('--confirm <ids>', 'the same ids again, joined by commas: nothing can be brought back')
    .option('--report <file>', 'also write the signed report here')
    .action(async (options: EndOptions) => {
      const body = { compounds: options.compound.map(compoundId), confirm: options.confirm };
      const api = await connectApi(options);
      const answer = await api.send({ method: 'POST', path: '/end-of-epidemic', body });
      const signed = demand(valueChecker(SignedReportSchema)(answer), 'report', '/end-of-epidemic');
      for (const { compound, entries, residents } of signed.report.compounds) {
        terminal.out(`${compound}: ${residents} residents erased, ${entries} entries no longer tell whose`);
      }
      terminal.out(`older ledgers deleted: ${signed.report.replacedDeleted}`);
      if (options.report !== undefined) {
        await writeFile(options.report, `${JSON.stringify(signed, null, 2)}\n`);
        terminal.out(`signed report in ${options.report}`);
      }
    });
  return withServiceOptions(command);
}
