import type { ComponentChildren } from "preact";

interface ScrollerProps {
  readonly label: string;
  readonly look?: string;
  readonly children: ComponentChildren;
}

/** What scrolls inside where it is too large; by keys, too, once it has the focus. */
export function Scroller({ label, look = "", children }: ScrollerProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section class={`scroller ${look}`.trim()} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
