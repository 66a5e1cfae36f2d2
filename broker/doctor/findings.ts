import type { Finding, RowPlace } from './finding.js';

/** Findings that are listed; those beyond are only counted. */
const LISTED = 100;

/** What an examination has found so far, in bounded memory. */
export class Findings {
  readonly #listed: Finding[] = [];
  readonly #counts = { broken: 0, warning: 0 };

  get broken(): number {
    return this.#counts.broken;
  }

  get warnings(): number {
    return this.#counts.warning;
  }

  breakage(place: RowPlace, column: string | null, problem: string): void {
    this.#add({ severity: 'broken', place, column, problem });
  }

  warn(place: RowPlace, problem: string): void {
    this.#add({ severity: 'warning', place, column: null, problem });
  }

  /** What is broken first, each kind in the order of the ledger. */
  list(): readonly Finding[] {
    const rank = (one: Finding): number => (one.severity === 'broken' ? 0 : 1);
    const order = (one: Finding): number => one.place.id ?? Number.MAX_SAFE_INTEGER;
    return this.#listed.toSorted((a, b) => rank(a) - rank(b) || order(a) - order(b));
  }

  #add(finding: Finding): void {
    this.#counts[finding.severity] += 1;
    const ofKind = this.#listed.filter(({ severity }) => severity === finding.severity);
    if (ofKind.length < LISTED) this.#listed.push(finding);
  }
}
