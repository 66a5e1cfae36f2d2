/** Object ids of the types whose text is a number (PostgreSQL: `select oid, typname from pg_type`). */
const NUMBERS: ReadonlySet<number> = new Set([
  20, // int8
  21, // int2
  23, // int4
  26, // oid
  700, // float4
  701, // float8
  1700, // numeric
]);
const BOOL = 16;
const BYTEA = 17;

type Read = (text: string) => unknown;

const asText: Read = (text) => text;
const asNumber: Read = (text) => Number(text);
const asFlag: Read = (text) => (text === 't' ? 1 : 0);
/** Since PostgreSQL 9.0 bytes come as `\x` and hexadecimal digits. */
const asBytes: Read = (text) => Buffer.from(text.slice(2), 'hex');

/**
 * Reads values as SQLite gives them, so that both engines answer alike: numbers as numbers (all of ours stay below 2^53),
 * truth as 0 or 1, JSON as text. Given to each connection, never set for the whole process.
 */
export const postgresTypes = {
  getTypeParser: (oid: number): Read => {
    if (NUMBERS.has(oid)) return asNumber;
    if (oid === BOOL) return asFlag;
    return oid === BYTEA ? asBytes : asText;
  },
};
