import type Type from 'typebox';
import { Compile } from 'typebox/compile';
import { GateError } from '#core/errors/gate-error.js';
import type { App } from '../http.js';

const PLACES: Readonly<Record<string, string>> = { body: 'body', querystring: 'query', params: 'path' };

/** Checks paths, queries and bodies against their schemas; the fault names the place and what is wrong there. */
export function checkRequests(app: App): void {
  app.setValidatorCompiler<Type.TSchema>(({ schema, httpPart = 'body' }) => {
    const validator = Compile(schema);
    const place = PLACES[httpPart] ?? httpPart;
    return (raw: unknown) => {
      const value = httpPart === 'body' ? raw : fromText(schema, raw);
      return validator.Check(value) ? { value } : { error: requestFault(place, validator.Errors(value)) };
    };
  });
  // Answers are written as they are: their schemas document them, and one odd old row must not hide a whole page.
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
}

type Fault = ReturnType<ReturnType<typeof Compile>['Errors']>[number];

/** Faults that only repeat, less clearly, what another one says. */
const ECHOES: readonly string[] = ['anyOf', 'const', 'boolean'];

function requestFault(place: string, faults: readonly Fault[]): GateError {
  const fault = faults.find((one) => !ECHOES.includes(one.keyword)) ?? faults[0];
  const path = `${place}${fault?.instancePath ?? ''}`.slice(0, 100);
  return new GateError('request-invalid', { problem: `${path} ${sentence(fault)}`.slice(0, 300), path });
}

function sentence(fault: Fault | undefined): string {
  if (fault === undefined) return 'is not valid';
  switch (fault.keyword) {
    case 'additionalProperties':
      return `has the unknown field ${fault.params.additionalProperties.join(', ')}`;
    case 'required':
      return `must have ${fault.params.requiredProperties.join(', ')}`;
    case 'enum':
      return `must be one of ${fault.params.allowedValues.join(', ')}`;
    default:
      return fault.message;
  }
}

const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * Paths and queries are text: digits become numbers where the schema asks for one, anything else stays as it is and is
 * refused by the schema. An empty value counts as absent, an absent one takes its default.
 */
function fromText(schema: Type.TSchema, raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || !('properties' in schema)) return raw;
  const given = Object.entries(raw).filter(([, value]) => value !== '');
  const fields = Object.entries(schema.properties as Record<string, TextField>);
  const types = new Map(fields.map(([name, field]) => [name, field.type]));
  const defaults = fields.flatMap(([name, field]) =>
    field.default === undefined ? [] : [[name, field.default]],
  );
  const values = given.map(([name, value]) => [name, asNumber(types.get(name), value)]);
  return Object.fromEntries([...defaults, ...values]);
}

interface TextField {
  readonly type?: string;
  readonly default?: unknown;
}

function asNumber(type: string | undefined, value: unknown): unknown {
  const isNumeric = type === 'integer' || type === 'number';
  return isNumeric && typeof value === 'string' && NUMBER.test(value) ? Number(value) : value;
}
