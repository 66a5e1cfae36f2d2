import { GateError } from '#core/errors/gate-error.js';
import type { ChosenColumns } from './column-map.js';
import { REGISTER_FIELDS, type RegisterField } from './fields.js';

/**
 * Reads a mapping such as `name=住户,building=楼`.
 * @throws GateError `request-invalid`
 */
export function parseChosenColumns(text: string): ChosenColumns {
  const chosen: Partial<Record<RegisterField, string>> = {};
  for (const part of text.split(',').filter((one) => one.trim() !== '')) {
    const at = part.indexOf('=');
    const field = REGISTER_FIELDS.find((one) => one === part.slice(0, Math.max(0, at)).trim());
    const heading = part.slice(at + 1).trim();
    if (field === undefined || heading === '') {
      const problem = `"${part.trim().slice(0, 60)}" is no mapping: write FIELD=HEADING, fields are ${REGISTER_FIELDS.join(', ')}`;
      throw new GateError('request-invalid', { problem });
    }
    chosen[field] = heading;
  }
  return chosen;
}
