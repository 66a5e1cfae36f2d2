import type { ComponentChildren, JSX } from 'preact';
import type { Verdict } from '#core/wire/parts.js';

/**
 * The shape of a verdict on a 24 by 24 grid: circle with tick, octagon with bar, circular arrow, triangle with
 * thermometer, square with spanner. It tells the verdicts apart without any colour.
 */
export function VerdictShape({ verdict }: { readonly verdict: Verdict }): JSX.Element {
  return (
    <svg class="shape" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {DRAWINGS[verdict]}
    </svg>
  );
}

const allow = (
  <>
    <circle cx="12" cy="12" r="9.6" class="shape-line" />
    <path d="M7.2 12.4l3.3 3.3 6.3-7" class="shape-line" />
  </>
);

const deny = (
  <>
    <path d="M8 2.4h8l5.6 5.6v8L16 21.6H8L2.4 16V8z" class="shape-line" />
    <path d="M6.8 12h10.4" class="shape-bar" />
  </>
);

const retake = (
  <>
    <path d="M19.6 8.2A8.8 8.8 0 1 0 20.8 12" class="shape-line" />
    <path d="M20.6 2.6v6h-6" class="shape-line" />
  </>
);

const fever = (
  <>
    <path d="M12 2l10.4 19.4H1.6z" class="shape-line" />
    <path d="M12 9.2v6.2" class="shape-line" />
    <circle cx="12" cy="17.2" r="2" class="shape-solid" />
  </>
);

const fault = (
  <>
    <rect x="2.4" y="2.4" width="19.2" height="19.2" rx="1" class="shape-line" />
    <path
      d="M17.7 8.2a3.7 3.7 0 0 1-4.9 4.5l-4.2 4.2a1.5 1.5 0 0 1-2.1-2.1l4.2-4.2a3.7 3.7 0 0 1 4.6-4.8l-2.2 2.2.4 1.9 1.9.4z"
      class="shape-solid"
    />
  </>
);

const DRAWINGS: Readonly<Record<Verdict, ComponentChildren>> = { allow, deny, retake, fever, fault };
