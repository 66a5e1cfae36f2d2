import type { ComponentChildren, JSX } from 'preact';

function Icon({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

/** Out of the compound: an arrow that leaves a doorway. */
export function OutIcon(): JSX.Element {
  return (
    <Icon>
      <path d="M7 2.5H3v11h4M6.5 8h7M10.5 5l3 3-3 3" />
    </Icon>
  );
}

/** Into the compound: an arrow that enters a doorway. */
export function InIcon(): JSX.Element {
  return (
    <Icon>
      <path d="M9 2.5h4v11H9M2.5 8h7M6.5 5l3 3-3 3" />
    </Icon>
  );
}

/** The hollow clock of entries that were sent on later. */
export function LaterIcon(): JSX.Element {
  return (
    <Icon>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M8 4.8V8l2.2 1.6" />
    </Icon>
  );
}

export function BellIcon(): JSX.Element {
  return (
    <Icon>
      <path d="M3.5 11.5h9l-1.2-1.8V7a3.3 3.3 0 0 0-6.6 0v2.7zM6.8 13.6a1.3 1.3 0 0 0 2.4 0" />
    </Icon>
  );
}

/** Works: a filled dot. */
export function UpMark(): JSX.Element {
  return (
    <Icon>
      <circle cx="8" cy="8" r="4.5" class="icon-solid" />
    </Icon>
  );
}

/** Not heard: a ring. */
export function SilentMark(): JSX.Element {
  return (
    <Icon>
      <circle cx="8" cy="8" r="4.5" />
    </Icon>
  );
}

/** Gone: a cross. */
export function DownMark(): JSX.Element {
  return (
    <Icon>
      <path d="M4 4l8 8M12 4l-8 8" class="icon-bold" />
    </Icon>
  );
}

/** The mark of the product: a gate with its barrier up. */
export function GateIcon(): JSX.Element {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path d="M5 28V10a3 3 0 0 1 3-3h3a3 3 0 0 1 3 3v18" class="logo-post" />
      <path d="M14 14L28 4" class="logo-barrier" />
      <path d="M2 28h28" class="logo-post" />
    </svg>
  );
}
