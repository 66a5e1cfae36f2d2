/** One fault as the validator reports it. */
export interface SchemaFault {
  readonly keyword: string;
  readonly schemaPath: string;
  /** JSON pointer to the faulty value. */
  readonly instancePath: string;
  readonly message: string;
  readonly params: object;
}

const LONGEST_PLACE = 100;

/**
 * One sentence for the first faulty field: where it is and what was expected there. A value that fits no alternative of
 * a union is told all of them, and one that nearly fits is told what it lacks.
 */
export function faultSentence(faults: readonly SchemaFault[]): string {
  const fault = innermostOfFirstField(faults);
  if (fault === undefined) return 'the message is not valid';
  const here = faults.filter((one) => one.instancePath === fault.instancePath && one.keyword !== 'anyOf');
  const isUnion = faults.some((one) => one.instancePath === fault.instancePath && one.keyword === 'anyOf');
  const expected = isUnion ? alternatives(here) : expectation(fault);
  return `${placeOf(fault.instancePath)} ${expected}`;
}

function innermostOfFirstField(faults: readonly SchemaFault[]): SchemaFault | undefined {
  const field = faults[0]?.instancePath.split('/')[1] ?? '';
  const ofField = faults.filter((one) => (one.instancePath.split('/')[1] ?? '') === field);
  return ofField
    .filter((one) => one.keyword !== 'anyOf')
    .reduce<SchemaFault | undefined>((inner, one) => {
      return inner === undefined || depthOf(one) > depthOf(inner) ? one : inner;
    }, undefined);
}

function depthOf(fault: SchemaFault): number {
  return fault.instancePath.split('/').length;
}

function alternatives(faults: readonly SchemaFault[]): string {
  const nearMiss = faults.find((one) => one.keyword === 'required');
  if (nearMiss !== undefined) return expectation(nearMiss);
  const named = faults.filter((one) => one.keyword === 'const').map((one) => one.schemaPath);
  const telling = faults.filter((one) => one.keyword === 'const' || !named.includes(one.schemaPath));
  const phrases = telling.map((one) => expectation(one).replace(/^must be /, ''));
  return `must be ${[...new Set(phrases)].join(' or ')}`;
}

function expectation(fault: SchemaFault): string {
  const params: Readonly<Record<string, unknown>> = { ...fault.params };
  switch (fault.keyword) {
    case 'enum':
      return `must be one of ${listed(params.allowedValues)}`;
    case 'const':
      return `must be ${JSON.stringify(params.allowedValue)}`;
    case 'required':
      return `must have ${listed(params.requiredProperties)}`;
    default:
      return fault.message;
  }
}

function listed(values: unknown): string {
  return Array.isArray(values) ? values.map(String).join(', ') : 'something else';
}

function placeOf(instancePath: string): string {
  return instancePath === '' ? 'the message' : instancePath.slice(1, LONGEST_PLACE + 1);
}
