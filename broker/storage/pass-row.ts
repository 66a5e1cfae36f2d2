import type { Pass } from '#core/pass/pass.js';
import type { PassRow } from './schema.js';

export type PassColumns = Omit<PassRow, 'code' | 'qr' | 'issued_at'>;

/** A pass as the rules see it. */
export function passOfRow(row: PassColumns): Pass {
  const { hours_from: from, hours_to: to } = row;
  return {
    id: row.id,
    kind: row.kind,
    compound: row.compound,
    household: row.household,
    resident: row.resident,
    notBefore: row.not_before,
    expires: row.expires,
    revoked: row.revoked === 1,
    weekdays: row.weekdays === null ? null : (JSON.parse(row.weekdays) as number[]),
    hours: from === null || to === null ? null : { from, to },
  };
}
