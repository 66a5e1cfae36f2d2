import type Type from 'typebox';

/**
 * The same schema, but unknown fields are a fault at every level: a misspelt `expires` must not issue a pass for ever.
 * (On the wire unknown fields are ignored, so that old and new gates understand each other; people need to be told.)
 */
export function strict<S extends Type.TSchema>(schema: S): S {
  return closed(schema) as S;
}

function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== 'object' || part === null) return part;
  const copy = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, closed(value)]));
  return copy['type'] === 'object' && 'properties' in copy ? { ...copy, additionalProperties: false } : copy;
}
