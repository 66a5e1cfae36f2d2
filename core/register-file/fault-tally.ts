import { ROW_FAULTS, ROW_FAULT_CODES, type RowFault, type RowFaultCode } from './row-faults.js';

export interface FaultExample {
  readonly line: number;
  readonly value: string;
}

/** All rows with one kind of finding: how many, and the first of them. */
export interface TalliedFault {
  readonly code: RowFaultCode;
  readonly count: number;
  readonly examples: readonly FaultExample[];
}

/** Examples of each kind: enough to see what is meant, few enough for any number of rows. */
export const EXAMPLES_SHOWN = 5;

/** Counts the findings of a file by kind. */
export class FaultTally {
  readonly #groups = new Map<RowFaultCode, { count: number; examples: FaultExample[] }>();

  add(line: number, { code, value }: RowFault): void {
    this.addMany(code, 1, [{ line, value }]);
  }

  /** Adds findings that were counted elsewhere. */
  addMany(code: RowFaultCode, count: number, examples: readonly FaultExample[]): void {
    if (count === 0) return;
    const group = this.#groups.get(code) ?? { count: 0, examples: [] };
    group.count += count;
    group.examples.push(...examples.slice(0, EXAMPLES_SHOWN - group.examples.length));
    this.#groups.set(code, group);
  }

  count(code: RowFaultCode): number {
    return this.#groups.get(code)?.count ?? 0;
  }

  /** The kinds that occurred: those that reject rows first, then in the order of the table. */
  groups(): TalliedFault[] {
    const found = ROW_FAULT_CODES.flatMap((code) => {
      const group = this.#groups.get(code);
      return group === undefined ? [] : [{ code, ...group }];
    });
    const rank = ({ code }: TalliedFault): number => (ROW_FAULTS[code].effect === 'rejected' ? 0 : 1);
    return found.sort((one, other) => rank(one) - rank(other));
  }
}
