import { Command } from 'commander';
import { policyChanges } from './policy/change.js';
import { policyReading } from './policy/read.js';
import { trialCommand } from './policy/trial.js';
import { withServiceOptions } from '../service-options.js';
import type { Terminal } from '../terminal.js';

export function policyCommand(terminal: Terminal): Command {
  const policy = new Command('policy').description('the rules of a compound, in versions');
  for (const command of [...policyReading(terminal), ...policyChanges(terminal), trialCommand(terminal)]) {
    policy.addCommand(withServiceOptions(command));
  }
  return policy;
}
