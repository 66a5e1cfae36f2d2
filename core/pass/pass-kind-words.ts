import { words, type Words } from '#core/rules/words.js';
import type { PassKind } from './pass.js';

/** What a kind of pass is called on paper. */
export const PASS_KIND_WORDS: Readonly<Record<PassKind, Words>> = {
  purchase: words('购物证', 'Purchase pass'),
  resident: words('居民证', 'Resident pass'),
  work: words('工作证', 'Work pass'),
  medical: words('就医证', 'Medical pass'),
  visitor: words('访客证', 'Visitor pass'),
  service: words('服务证', 'Service pass'),
};
