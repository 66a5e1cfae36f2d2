import { Command, Option } from 'commander';
import Type from 'typebox';
import { ListedExceptionSchema, type ListedException } from '#core/api/exceptions.js';
import { systemClock } from '#core/bindings/system-clock.js';
import { EXCEPTION_REASONS } from '#core/exceptions/one-off-exception.js';
import type { ZonedCalendar } from '#core/units/calendar-day.js';
import { compoundId, householdId } from '#core/units/ids.js';
import { demand, valueChecker } from '#core/wire/parse-message.js';
import { connectApi, type ServiceOptions } from '../api-client.js';
import { compoundCalendar } from '../compound-calendar.js';
import { localTime, parseLocalTime } from '../local-time.js';
import { withServiceOptions } from '../service-options.js';
import type { Terminal } from '../terminal.js';

interface AddOptions extends ServiceOptions {
  readonly compound: string;
  readonly household: string;
  readonly reason: string;
  readonly from?: string;
  readonly until: string;
  readonly note?: string;
}

const PATH = '/exceptions';
const checkOne = valueChecker(ListedExceptionSchema);
const checkList = valueChecker(Type.Object({ items: Type.Array(ListedExceptionSchema) }));

export function exceptionCommand(terminal: Terminal): Command {
  return new Command('exception')
    .description('lets a household out once although the rules refuse it')
    .addCommand(withServiceOptions(addCommand(terminal)))
    .addCommand(withServiceOptions(listCommand(terminal)))
    .addCommand(withServiceOptions(withdrawCommand(terminal)));
}

function addCommand(terminal: Terminal): Command {
  return new Command('add')
    .description('approves one outing')
    .requiredOption('--compound <id>', 'the compound')
    .requiredOption('--household <id>', 'building-unit-room, such as 3-2-501')
    .addOption(new Option('--reason <reason>', 'why').choices(EXCEPTION_REASONS).makeOptionMandatory())
    .option('--from <time>', 'when it begins, on the wall clock of the compound (default: now)')
    .requiredOption('--until <time>', 'when it ends, such as "today 18:00" or "2026-02-01 12:00"')
    .option('--note <text>', 'more about it, without names')
    .action(async (options: AddOptions) => {
      const compound = compoundId(options.compound);
      const household = householdId(options.household);
      const api = await connectApi(options);
      const calendar = await compoundCalendar(api, compound);
      const wall = { calendar, now: systemClock.now() };
      const { reason, note, from } = options;
      const body = {
        ...{ compound, household, reason },
        expires: parseLocalTime(options.until, '--until', wall),
        ...(note === undefined ? {} : { note }),
        ...(from === undefined ? {} : { from: parseLocalTime(from, '--from', wall) }),
      };
      const answer = await api.send({ method: 'POST', path: PATH, body });
      terminal.out(lineOf(demand(checkOne(answer), 'exception', PATH), calendar));
    });
}

function listCommand(terminal: Terminal): Command {
  return new Command('list')
    .description('lists exceptions, the newest first')
    .requiredOption('--compound <id>', 'the compound')
    .option('--household <id>', 'only those of this household')
    .action(
      async (options: ServiceOptions & Pick<AddOptions, 'compound'> & { readonly household?: string }) => {
        const compound = compoundId(options.compound);
        const query = new URLSearchParams({ compound });
        if (options.household !== undefined) query.set('household', householdId(options.household));
        const api = await connectApi(options);
        const path = `${PATH}?${query.toString()}`;
        const { items } = demand(checkList(await api.send({ method: 'GET', path })), 'exceptions', path);
        const calendar = await compoundCalendar(api, compound);
        for (const one of items) terminal.out(lineOf(one, calendar));
      },
    );
}

function withdrawCommand(terminal: Terminal): Command {
  return new Command('withdraw')
    .description('withdraws an exception that has not been used')
    .argument('<exception>', 'its id, as "exception list" shows it')
    .action(async (id: string, options: ServiceOptions) => {
      const api = await connectApi(options);
      const path = `${PATH}/${encodeURIComponent(id)}/withdraw`;
      const { id: withdrawn } = demand(checkOne(await api.send({ method: 'POST', path })), 'exception', path);
      terminal.out(`exception ${withdrawn} withdrawn`);
    });
}

function lineOf(one: ListedException, calendar: ZonedCalendar): string {
  const times = `${localTime(one.from, calendar)} to ${localTime(one.expires, calendar)}`;
  return `${one.id} ${one.household} ${one.reason}, ${times}, by ${one.approver} [${one.standing}]`;
}
