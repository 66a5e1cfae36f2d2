import type { Migration } from './migrate.js';
import { firstSchema } from './migrations/001-first-schema.js';
import { registerImports } from './migrations/010-register-imports.js';

/** The schema's history in order. Adding a step is one file and one line here. */
export const MIGRATIONS: readonly Migration[] = [firstSchema, registerImports];
