import { readFile } from 'node:fs/promises';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { parseDocument } from 'yaml';
import { GateError } from '#core/errors/gate-error.js';

/** An object of a configuration: an unknown key is a fault, so that a typing error never means "use the default". */
export function configObject<P extends Type.TProperties>(properties: P): Type.TObject<P> {
  return Type.Object(properties, { additionalProperties: false });
}

/**
 * Reads a YAML file into the type of its schema.
 * @throws GateError `config-unreadable` when there is no such file, `config-invalid` with every fault at once.
 */
export async function loadConfig<S extends Type.TSchema>(path: string, schema: S): Promise<Type.Static<S>> {
  const document = parseDocument(await textOf(path));
  if (document.errors.length > 0) {
    throw configFault(
      path,
      document.errors.map((error) => firstLine(error.message)),
    );
  }
  const value: unknown = document.toJS();
  return checkConfig(value, schema, path);
}

/**
 * Checks a value that is already there, with the same sentences.
 * @param path what the value is called in the fault
 * @throws GateError `config-invalid` with every fault at once.
 */
export function checkConfig<S extends Type.TSchema>(value: unknown, schema: S, path: string): Type.Static<S> {
  const validator = Compile(schema);
  if (validator.Check(value)) return value;
  throw configFault(path, validator.Errors(value).flatMap(sentencesOf));
}

/** The error of a configuration whose faults have been found one way or another. */
export function configFault(path: string, problems: readonly string[]): GateError {
  return new GateError('config-invalid', { path, problems: [...new Set(problems)].join('; ') });
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new GateError('config-unreadable', { path, problem: readProblem(cause) }, { cause });
  }
}

/** Why a file of the configuration cannot be read, in words. */
export function readProblem(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown fault';
  return READ_PROBLEMS[code] ?? code;
}

const READ_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'no permission to read it',
  EISDIR: 'it is a folder',
};

type Fault = ReturnType<ReturnType<typeof Compile>['Errors']>[number];

function sentencesOf(fault: Fault): string[] {
  const place = placeOf(fault.instancePath);
  switch (fault.keyword) {
    // Said by `additionalProperties` already.
    case 'boolean':
      return [];
    case 'additionalProperties':
      return fault.params.additionalProperties.map((key) => `"${joined(place, key)}" is not a known key`);
    case 'required':
      return fault.params.requiredProperties.map((key) => `"${joined(place, key)}" is missing`);
    case 'enum': {
      const allowed = fault.params.allowedValues.map(String).join(', ');
      return [`"${place}" must be one of ${allowed}`];
    }
    default:
      return [`${place === '' ? 'the file' : `"${place}"`} ${fault.message}`];
  }
}

/** `/lanes/0/id` as people write it: `lanes[0].id`. */
function placeOf(pointer: string): string {
  const parts = pointer.split('/').slice(1);
  return parts.reduce((place, part) => (/^\d+$/.test(part) ? `${place}[${part}]` : joined(place, part)), '');
}

function joined(place: string, key: string): string {
  return place === '' ? key : `${place}.${key}`;
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? text).replace(/:$/, '');
}
