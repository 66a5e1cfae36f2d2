/**
 * The tables of personal data with a column `compound`, in an order in which they can be emptied. A new one is a line here;
 * the test of the sentinel name finds the one that is missing.
 */
export const PERSONAL_TABLES = [
  'state_checkpoints',
  'household_states',
  'imports',
  'isolation_orders',
  'seal_orders',
  'cards',
  'exceptions',
  'passes',
  'resident_details',
  'residents',
  'households',
] as const;
