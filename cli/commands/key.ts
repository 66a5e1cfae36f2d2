import { Command } from 'commander';
import { SigningKeySchema, SigningKeysSchema, type SigningKey } from '#core/api/keys.js';
import { demand, valueChecker } from '#core/wire/parse-message.js';
import { connectApi, type ServiceOptions } from '../api-client.js';
import { parseWhole } from '../number-option.js';
import { withServiceOptions } from '../service-options.js';
import type { Terminal } from '../terminal.js';

interface ListOptions extends ServiceOptions {
  readonly json?: boolean;
}

interface RotateOptions extends ServiceOptions {
  readonly overlap?: string;
}

const MOST_DAYS = 3_650;

/** The keys that sign passes. */
export function keyCommand(terminal: Terminal): Command {
  return new Command('key')
    .description('keys that sign passes: rotation and revocation')
    .addCommand(withServiceOptions(listCommand(terminal)))
    .addCommand(withServiceOptions(rotateCommand(terminal)))
    .addCommand(withServiceOptions(revokeCommand(terminal)));
}

function listCommand(terminal: Terminal): Command {
  const check = valueChecker(SigningKeysSchema);
  return new Command('list')
    .description('shows the keys, the newest first')
    .option('--json', 'print one JSON object, with the public keys')
    .action(async (options: ListOptions) => {
      const api = await connectApi(options);
      const keys = demand(check(await api.send({ method: 'GET', path: '/keys' })), 'keys', '/keys');
      if (options.json === true) terminal.out(JSON.stringify(keys));
      else for (const key of keys.items) terminal.out(lineOf(key));
    });
}

function rotateCommand(terminal: Terminal): Command {
  return new Command('rotate')
    .description('makes a new key that signs from now on')
    .option(
      '--overlap <days>',
      'passes of the keys before are valid for these days more (default: as issued)',
    )
    .action(async ({ overlap, ...options }: RotateOptions) => {
      const overlapDays =
        overlap === undefined ? undefined : parseWhole(overlap, { name: 'overlap', from: 0, to: MOST_DAYS });
      const api = await connectApi(options);
      const body = overlapDays === undefined ? {} : { overlapDays };
      terminal.out(lineOf(keyOf(await api.send({ method: 'POST', path: '/keys', body }))));
    });
}

function revokeCommand(terminal: Terminal): Command {
  return new Command('revoke')
    .description('refuses every QR this key has signed; for a key that is in the wrong hands')
    .argument('<key>', 'its id, as in `gatehouse key list`')
    .action(async (key: string, options: ServiceOptions) => {
      const api = await connectApi(options);
      const path = `/keys/${encodeURIComponent(key)}/revoke`;
      terminal.out(lineOf(keyOf(await api.send({ method: 'POST', path }))));
    });
}

const checkKey = valueChecker(SigningKeySchema);

function keyOf(answer: unknown): SigningKey {
  return demand(checkKey(answer), 'key', '/keys');
}

/** Such as `a1b2c3d4e5f60718  trusted  made 2026-01-05T01:00:00Z, until 2026-02-04T01:00:00Z`. */
function lineOf({ id, state, createdAt, endsAt, revokedAt }: SigningKey): string {
  const until = endsAt === null ? '' : `, until ${instantText(endsAt)}`;
  const revoked = revokedAt === null ? '' : `, revoked ${instantText(revokedAt)}`;
  return `${id}  ${state.padEnd('trusted'.length)}  made ${instantText(createdAt)}${until}${revoked}`;
}

function instantText(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+/, '');
}
