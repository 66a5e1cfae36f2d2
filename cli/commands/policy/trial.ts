import { Command } from 'commander';
import { LONGEST_TRIAL_DAYS, TrialReportSchema, type TrialReport } from '#core/api/policies.js';
import { compoundId } from '#core/units/ids.js';
import type { ZonedCalendar } from '#core/units/calendar-day.js';
import { demand, valueChecker } from '#core/wire/parse-message.js';
import { connectApi, type ServiceOptions } from '../../api-client.js';
import { compoundCalendar } from '../../compound-calendar.js';
import { localTime } from '../../local-time.js';
import { parseWhole } from '../../number-option.js';
import type { Terminal } from '../../terminal.js';
import { demandOneDraft, draftRules, withDraftOptions, type DraftOptions } from './draft.js';

interface TrialOptions extends ServiceOptions, DraftOptions {
  readonly days: string;
  readonly json?: boolean;
}

const SHOWN = 20;

export function trialCommand(terminal: Terminal): Command {
  return withDraftOptions(new Command('trial'))
    .description(
      'replays the last days of the ledger with a draft and tells what would change; changes nothing',
    )
    .argument('<compound>', 'the compound')
    .option('--days <n>', `how far back, 1 to ${LONGEST_TRIAL_DAYS}`, '7')
    .option('--json', 'print the whole report as JSON')
    .action(async (id: string, options: TrialOptions) => {
      demandOneDraft(options);
      const days = parseWhole(options.days, { name: 'number of days', from: 1, to: LONGEST_TRIAL_DAYS });
      const compound = compoundId(id);
      const api = await connectApi(options);
      const body = { policy: await draftRules(api, compound, options), days };
      const path = `/compounds/${compound}/policy/trial`;
      terminal.err('replaying the ledger; this may take a minute');
      const check = valueChecker(TrialReportSchema);
      const report = demand(check(await api.send({ method: 'POST', path, body })), 'trial', path);
      if (options.json === true) terminal.out(JSON.stringify(report, null, 2));
      else print(report, { terminal, calendar: await compoundCalendar(api, compound) });
    });
}

function print(
  report: TrialReport,
  { terminal, calendar }: { readonly terminal: Terminal; readonly calendar: ZonedCalendar },
): void {
  const { entries, skipped, erased, notReproduced, changes } = report;
  terminal.out(report.summary.en);
  terminal.out(`${entries} entries replayed, ${skipped} that no policy changes, ${erased} erased`);
  if (!report.isWhole) terminal.out('There were more entries: only the first ones were replayed.');
  if (notReproduced > 0) {
    terminal.out(
      `${notReproduced} would be decided otherwise under the old policy too: the register has changed.`,
    );
  }
  for (const { at, household, before, after } of changes.slice(0, SHOWN)) {
    const who = household ?? 'without a household';
    terminal.out(
      `  ${localTime(at, calendar)} ${who}: ${before.verdict} ${before.reason} -> ${after.verdict} ${after.reason}`,
    );
  }
  const more = report.verdictsChanged + report.reasonsChanged - Math.min(changes.length, SHOWN);
  if (more > 0) terminal.out(`  and ${more} more (--json lists ${changes.length})`);
}
