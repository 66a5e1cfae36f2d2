import type { Command } from 'commander';
import { DEFAULT_URL } from './api-client.js';

/** Adds the options with which an administration command finds the service. */
export function withServiceOptions(command: Command): Command {
  return command
    .option('--data <dir>', 'data folder of the service on this machine (token and address are read from it)')
    .option('--url <url>', `address of the service (default: as in --data, else ${DEFAULT_URL})`)
    .option('--token-file <file>', 'file with an administrator token (default: admin.token in --data)');
}
