import type { Migration } from './migrate.js';
import { firstSchema } from './migrations/001-first-schema.js';
import { retention } from './migrations/004-retention.js';
import { registerImports } from './migrations/010-register-imports.js';
import { cardsAndKeys } from './migrations/011-cards-and-keys.js';
import { severalNodes } from './migrations/020-several-nodes.js';
import { exceptions } from './migrations/030-exceptions.js';
import { alarmLife } from './migrations/031-alarm-life.js';
import { amendments } from './migrations/032-amendments.js';
import { placesLater } from './migrations/040-places-later.js';
import { passesByRow } from './migrations/041-passes-by-row.js';
import { rareAndByCode } from './migrations/042-rare-and-by-code.js';

/** The schema's history in order. Adding a step is one file and one line here. */
export const MIGRATIONS: readonly Migration[] = [
  firstSchema,
  retention,
  severalNodes,
  registerImports,
  cardsAndKeys,
  exceptions,
  alarmLife,
  amendments,
  placesLater,
  passesByRow,
  rareAndByCode,
];
