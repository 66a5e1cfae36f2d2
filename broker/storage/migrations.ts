import type { Migration } from './migrate.js';
import { firstSchema } from './migrations/001-first-schema.js';
import { retention } from './migrations/004-retention.js';
import { severalNodes } from './migrations/020-several-nodes.js';
import { amendments } from './migrations/032-amendments.js';

/** The schema's history in order. Adding a step is one file and one line here. */
export const MIGRATIONS: readonly Migration[] = [firstSchema, retention, severalNodes, amendments];
