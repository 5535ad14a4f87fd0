import { colourOf } from "../model/colour.ts";
import { hrefOf } from "../model/route.ts";

/** The colour of a function, as a small square. */
export function Swatch({ name }: { readonly name: string }) {
  return <i class="swatch" style={{ background: colourOf(name) }} />;
}

/** A name of others, with its colour, cut where it is too long. */
export function Named({ name, colour = name }: { readonly name: string; readonly colour?: string }) {
  return (
    <span class="name" title={name}>
      <Swatch name={colour} />
      <span class="cut">{name}</span>
    </span>
  );
}

/** A key that leads to its task's page. */
export function TaskLink({ of, children }: { readonly of: string; readonly children?: string }) {
  return (
    <a class="key" href={hrefOf("task", of)} title={of}>
      {children ?? of}
    </a>
  );
}

/** The phase of a task, or a state, with a mark in its colour. */
export function State({ phase, children }: { readonly phase: string; readonly children?: string }) {
  return (
    <span class="state">
      <span class={`dot is-${phase}`} />
      {children ?? phase}
    </span>
  );
}
