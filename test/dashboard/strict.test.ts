import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { strict } from '#dashboard/strict.js';

const schema = Type.Object({
  // A field may well be called like a word of JSON schema.
  type: Type.String(),
  properties: Type.Optional(Type.String()),
  list: Type.Array(Type.Object({ name: Type.String() })),
  hours: Type.Union([Type.Object({ from: Type.String() }), Type.Null()]),
  words: Type.Record(Type.String(), Type.Number()),
});
const good = { type: 'object', list: [{ name: 'x' }], hours: { from: '7' }, words: { any: 1 } };

describe('a strict schema', () => {
  const validator = Compile(strict(schema));

  it('takes what the schema takes', () => {
    expect(validator.Check(good)).toBe(true);
    expect(validator.Check({ ...good, properties: 'x', hours: null })).toBe(true);
    expect(validator.Check({ ...good, type: 1 })).toBe(false);
  });

  it.each([
    [{ ...good, extra: 1 }],
    [{ ...good, list: [{ name: 'x', extra: 1 }] }],
    [{ ...good, hours: { from: '7', extra: 1 } }],
  ])('refuses unknown fields at every level: %j', (value) => {
    expect(Compile(schema).Check(value)).toBe(true);
    expect(validator.Check(value)).toBe(false);
  });

  it('leaves the schema it was made from as it was', () => {
    expect(schema).not.toHaveProperty('additionalProperties');
  });
});
