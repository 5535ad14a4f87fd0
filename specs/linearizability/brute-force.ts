import type { Model } from "./model.ts";
import type { Operation } from "./operation.ts";

/** Whether an order explains the operations, by trying every one: linearizability to the letter. */
export function isExplained<State, Op extends Operation>(
  operations: readonly Op[],
  model: Model<State, Op>,
  state: State = model.initial,
): boolean {
  if (operations.every(({ reply }) => reply === null)) return true;
  return operations.some((operation) => {
    if (operations.some(({ returned }) => returned < operation.called)) return false;
    const after = model.apply(state, operation);
    if (after === undefined) return false;
    return isExplained(
      operations.filter((other) => other !== operation),
      model,
      after,
    );
  });
}
