import type { Migration } from '../migrate.js';

/**
 * What a first look at a pass by its printed code reads, on SQLite. Few households are sealed and few people isolated: indexes
 * of those alone have a page or two, where the tables have a million rows. The index by code holds all that is asked of a pass
 * but its QR text, so that its row, one among a dozen in its page, is left where it is.
 */
export const rareAndByCode: Migration = {
  version: 11,
  name: 'rare and by code',
  statements: ({ engine }) =>
    engine === 'postgres'
      ? []
      : [
          'create index households_sealed on households (compound, id) where sealed = 1',
          'create index residents_isolated on residents (compound, household, id) where isolated = 1',
          `create index passes_by_code on passes (code, id, compound, kind, household, resident, not_before, expires,
            weekdays, hours_from, hours_to, revoked)`,
        ],
};
