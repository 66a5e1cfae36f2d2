import type Type from 'typebox';
import { Compile } from 'typebox/compile';
import { GateError } from '#core/errors/gate-error.js';
import { faultSentence } from './fault-sentence.js';

/** A message is either good, or says precisely what is wrong with it. */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

export type MessageParser<T> = (payload: Uint8Array | string) => Parsed<T>;
export type ValueChecker<T> = (value: unknown) => Parsed<T>;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Builds the checker of one schema. Unknown fields are ignored; the first fault is named with its path. */
export function valueChecker<S extends Type.TSchema>(schema: S): ValueChecker<Type.Static<S>> {
  const validator = Compile(schema);
  return (value) => {
    if (validator.Check(value)) return { ok: true, value };
    return { ok: false, problem: faultSentence(validator.Errors(value)) };
  };
}

/** Builds the parser of JSON messages of one schema: UTF-8, then JSON, then the schema, each with its own sentence. */
export function messageParser<S extends Type.TSchema>(schema: S): MessageParser<Type.Static<S>> {
  const check = valueChecker(schema);
  return (payload) => {
    const text = decoded(payload);
    if (text === null) return { ok: false, problem: 'it is not UTF-8 text' };
    const value = parsedJson(text);
    return value.ok ? check(value.value) : value;
  };
}

/** @throws GateError `message-invalid` when the value does not fit. */
export function demand<T>(parsed: Parsed<T>, kind: string, topic: string): T {
  if (parsed.ok) return parsed.value;
  throw new GateError('message-invalid', { kind, topic, problem: parsed.problem });
}

function decoded(payload: Uint8Array | string): string | null {
  if (typeof payload === 'string') return payload;
  try {
    return utf8.decode(payload);
  } catch {
    return null;
  }
}

function parsedJson(text: string): Parsed<unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value };
  } catch {
    return { ok: false, problem: 'it is not JSON' };
  }
}
