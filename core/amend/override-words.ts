import { words, type Words } from '#core/rules/words.js';
import type { OverrideReason } from '#core/wire/amendment.js';

/** The six tiles the duty worker chooses from. */
export const OVERRIDE_WORDS: Readonly<Record<OverrideReason, Words>> = {
  'known-resident': words('本人认识的居民', 'a resident I know'),
  'checked-by-hand': words('已人工核验', 'checked by hand'),
  'device-fault': words('设备故障', 'device fault'),
  hardship: words('特殊困难', 'hardship'),
  instructed: words('上级指示', 'instructed by the office'),
  other: words('其他', 'other'),
};
