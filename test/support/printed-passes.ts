import { existsSync } from 'node:fs';
import { generatePassKey } from '#core/bindings/ed25519.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { signQrPass } from '#core/pass/qr-pass.js';
import { newShortCode } from '#core/pass/short-code.js';
import type { PrintedPass } from '#core/print/printed-pass.js';
import { compoundId, passId } from '#core/units/ids.js';
import { KNOWN_FONTS } from '#broker/printing/find-font.js';

/** A font with Chinese characters of this machine, or null: then what prints for real is skipped. */
export const CHINESE_FONT: string | null = KNOWN_FONTS.find((path) => existsSync(path)) ?? null;

const SIGNING_KEY = generatePassKey(systemEntropy);

/** A purchase pass as it goes to paper, with a signed QR and a code of its own. */
export function printedPass(number: number, changes: Partial<PrintedPass> = {}): PrintedPass {
  const pass = passId(`p-${number}`);
  const claims = { issuer: 'gatehouse', pass, kind: 'purchase', compound: compoundId('garden') } as const;
  return {
    pass,
    kind: 'purchase',
    flat: `3-${1 + (number % 4)}-${100 + number}`,
    name: null,
    qr: signQrPass({ ...claims, notBefore: 1_767_574_800_000, expires: null }, SIGNING_KEY),
    code: newShortCode(systemEntropy),
    firstDay: '2026-01-05',
    lastDay: null,
    card: null,
    ...changes,
  };
}

export function printedPasses(count: number): PrintedPass[] {
  return Array.from({ length: count }, (_, index) => printedPass(index + 1));
}
