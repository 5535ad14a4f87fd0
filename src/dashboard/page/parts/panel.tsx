import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface PanelProps {
  readonly title: string;
  /** What stands at the right of the title. */
  readonly aside?: ComponentChildren;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

/** A part of a view, under a heading. */
export function Panel({ title, aside, wide = false, children }: PanelProps) {
  const id = useId();
  return (
    <section class={wide ? "panel is-wide" : "panel"} aria-labelledby={id}>
      <div class="panel-head">
        <h2 id={id}>{title}</h2>
        {aside !== undefined && <div class="panel-aside">{aside}</div>}
      </div>
      {children}
    </section>
  );
}

/** What stands where nothing is to be shown, or nothing was heard yet. */
export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

/** What stands until a view was heard of for the first time. */
export function Waiting() {
  return <Empty>Waiting for the cluster …</Empty>;
}
