import type { TSchema } from 'typebox';
import { AmendmentSchema } from '#core/wire/amendment.js';
import { BookChangeSchema, BookChunkSchema, BookRequestSchema } from '#core/wire/book-sync.js';
import { CommandSchema } from '#core/wire/command.js';
import { DecisionSchema } from '#core/wire/decision.js';
import { EntrySchema } from '#core/wire/entry.js';
import { HealthSchema } from '#core/wire/health.js';
import { ReceiptSchema } from '#core/wire/receipt.js';
import { StatusSchema } from '#core/wire/status.js';
import type { TopicName } from '#core/wire/topics.js';

/** The schema of the messages of each topic. */
export const TOPIC_SCHEMAS: Readonly<Record<TopicName, TSchema>> = {
  entries: EntrySchema,
  decisions: DecisionSchema,
  amendments: AmendmentSchema,
  receipts: ReceiptSchema,
  status: StatusSchema,
  health: HealthSchema,
  requests: BookRequestSchema,
  responses: BookChunkSchema,
  changes: BookChangeSchema,
  commands: CommandSchema,
};

/** The two messages of DESIGN section 5, letter by letter. */
export const GOLDEN_ENTRY = `{ "journal": "0b6f3c1e-5d0a-4a53-9a64-3f2f5e5d9a10", "seq": 1042,
  "at": 1763770502123, "clock": "synced", "lane": "a", "direction": "out", "purpose": null,
  "credential": { "kind": "qr", "value": "GP1:6BF..." },
  "reading": { "bodyC": 36.5, "objectC": 34.1, "ambientC": 21.3, "correctionC": 2.4, "site": "forehead",
               "device": "gy-614v3", "method": "infrared", "at": 1763770501800 },
  "local": null }`;

export const GOLDEN_DECISION = `{ "journal": "0b6f3c1e-5d0a-4a53-9a64-3f2f5e5d9a10", "seq": 1042,
  "verdict": "deny", "reason": "quota-used", "nextAt": 1763913600000,
  "household": "3-2-501", "pass": "p-7f3k2", "bookVersion": 813, "decidedAt": 1763770502131, "conflict": false }`;
