import type { GateState } from '#core/api/gates.js';
import type { Verdict } from '#core/wire/parts.js';

/** Gates that one page shows. */
export const GATE_LIMIT = 1_000;

/** Figures of all gates together. */
export interface Totals {
  readonly entries: number;
  readonly out: number;
  readonly in: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly gates: number;
  readonly online: number;
  readonly backlog: number;
  readonly quarantined: number;
}

/** Gates by compound and id: an order that no state changes, so that a tile keeps its place. */
export function tilesOf(gates: readonly GateState[]): readonly GateState[] {
  return [...gates].sort(byPlace).slice(0, GATE_LIMIT);
}

/** Puts the gate's newest state into its tile, or adds a tile. */
export function withGate(gates: readonly GateState[], gate: GateState): readonly GateState[] {
  const known = gates.some((other) => other.id === gate.id);
  return known ? gates.map((other) => (other.id === gate.id ? gate : other)) : tilesOf([...gates, gate]);
}

export function totalsOf(gates: readonly GateState[]): Totals {
  const sum = (figure: (gate: GateState) => number): number =>
    gates.reduce((total, gate) => total + figure(gate), 0);
  const verdict = (name: Verdict): number => sum((gate) => gate.today.verdicts[name]);
  const verdicts = {
    allow: verdict('allow'),
    deny: verdict('deny'),
    retake: verdict('retake'),
    fever: verdict('fever'),
    fault: verdict('fault'),
  };
  return {
    entries: Object.values(verdicts).reduce((total, count) => total + count, 0),
    out: sum((gate) => gate.today.out),
    in: sum((gate) => gate.today.in),
    verdicts,
    gates: gates.length,
    online: gates.filter((gate) => gate.state === 'online').length,
    backlog: sum((gate) => gate.health?.backlog ?? 0),
    quarantined: sum((gate) => gate.quarantined),
  };
}

function byPlace(a: GateState, b: GateState): number {
  return compare(a.compound, b.compound) || compare(a.id, b.id);
}

/** Numbers inside ids count as numbers: gate-2 stands before gate-10. */
function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
