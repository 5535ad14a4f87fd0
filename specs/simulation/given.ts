import { decodeArguments, decodeValue } from "../../src/codec/value.ts";
import type { Assignment } from "../../src/executor/executor.ts";
import type { Reference } from "../../src/protocol/code.ts";

/** The arguments of a run, with its dependencies' values; `meet` makes what else is referred to. */
export function given(
  { args, values }: Assignment,
  codes: ReadonlyMap<string, unknown>,
  meet: (reference: Reference) => unknown,
): unknown[] {
  return decodeArguments(args, {
    reference: (reference) => {
      const [kind, name] = reference;
      if (kind === "code") return codes.get(name);
      const bytes = kind === "future" ? values.get(name) : undefined;
      return bytes === undefined ? meet(reference) : decodeValue(bytes, { reference: meet });
    },
  });
}
