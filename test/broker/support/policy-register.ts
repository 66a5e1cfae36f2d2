import type { Clock } from '#core/ports/clock.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { PolicyRegister } from '#broker/register/policy-register.js';
import { PolicyTrial } from '#broker/trial/policy-trial.js';

/** The register of policies with its trial, as the service puts them together. */
export function policyRegister(tools: {
  readonly database: SqlDatabase;
  readonly clock: Clock;
}): PolicyRegister {
  const trial = new PolicyTrial(tools);
  return new PolicyRegister({ ...tools, trial: (compound, order) => trial.run(compound, order) });
}
