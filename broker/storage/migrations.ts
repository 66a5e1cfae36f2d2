import type { Migration } from './migrate.js';
import { firstSchema } from './migrations/001-first-schema.js';
import { retention } from './migrations/004-retention.js';

/** The schema's history in order. Adding a step is one file and one line here. */
export const MIGRATIONS: readonly Migration[] = [firstSchema, retention];
