import { Command } from 'commander';
import { BoundCardSchema, BoundCardsSchema } from '#core/api/cards.js';
import { passId } from '#core/units/ids.js';
import { demand, valueChecker } from '#core/wire/parse-message.js';
import { connectApi, type ServiceOptions } from '../api-client.js';
import type { Terminal } from '../terminal.js';

const PASS = 'the pass id';
const CARD = 'hex digits of the full number, as the reader gives them, such as 1F00644BB6';

export function passBindCardCommand(terminal: Terminal): Command {
  const check = valueChecker(BoundCardSchema);
  return new Command('bind-card')
    .description('binds a card: laid on a reader it stands for the pass')
    .argument('<pass>', PASS)
    .argument('<card>', CARD)
    .action(async (pass: string, card: string, options: ServiceOptions) => {
      const path = `/passes/${passId(pass)}/cards`;
      const api = await connectApi(options);
      const bound = demand(check(await api.send({ method: 'POST', path, body: { card } })), 'card', path);
      terminal.out(`card ${bound.card} stands for the pass ${bound.pass}`);
    });
}

export function passUnbindCardCommand(terminal: Terminal): Command {
  return new Command('unbind-card')
    .description('takes a card away from its pass')
    .argument('<pass>', PASS)
    .argument('<card>', CARD)
    .action(async (pass: string, card: string, options: ServiceOptions) => {
      const path = `/passes/${passId(pass)}/cards/${encodeURIComponent(card)}`;
      const api = await connectApi(options);
      await api.send({ method: 'DELETE', path });
      terminal.out(`card ${card} stands for the pass ${pass} no more`);
    });
}

export function passCardsCommand(terminal: Terminal): Command {
  const check = valueChecker(BoundCardsSchema);
  return new Command('cards')
    .description('lists the cards of a pass')
    .argument('<pass>', PASS)
    .action(async (pass: string, options: ServiceOptions) => {
      const path = `/passes/${passId(pass)}/cards`;
      const api = await connectApi(options);
      const { items } = demand(check(await api.send({ method: 'GET', path })), 'cards', path);
      for (const { card } of items) terminal.out(card);
    });
}
