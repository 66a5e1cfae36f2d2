import type { Entropy } from '#core/ports/entropy.js';
import type { AccountRegister } from './account-register.js';

/** The account the first administrator logs in with. */
export const FIRST_USER = 'admin';

/** Letters and digits that can be read from a screen and typed without a mistake. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz-';
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** Makes the first administrator at the first start; answers the password, which is shown this once, else null. */
export async function ensureAdministrator(
  accounts: AccountRegister,
  entropy: Entropy,
): Promise<string | null> {
  if (await accounts.hasAdministrator()) return null;
  const password = newPassword(entropy);
  const account = { user: FIRST_USER, role: 'administrator', password } as const;
  // Another node may have made it just now, with another password.
  return (await accounts.addMissingAccount(account)) ? password : null;
}

/** 16 random characters in four groups, such as `k3fm-9wqa-77hd-x2vc`: 79 bits. */
function newPassword(entropy: Entropy): string {
  const letters = ALPHABET.slice(0, -1);
  const groups = Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP_LENGTH }, () =>
      letters.charAt(Math.floor(entropy.fraction() * letters.length)),
    ),
  );
  return groups.map((group) => group.join('')).join('-');
}
