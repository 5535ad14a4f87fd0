import type { Model } from "./model.ts";
import { describeOperation, type Operation } from "./operation.ts";
import { Search } from "./search.ts";

/** Steps of a search after which it is given up: a history that is right takes about one an operation. */
const LIMIT = 100_000;

/** Makes the model for all operations of one object. */
export type ModelOf<State, Op> = (operations: readonly Op[]) => Model<State, Op>;

/** Says why no order of the operations explains what every client heard, object by object; null where one does. */
export function faultOf<State, Op extends Operation>(
  operations: readonly Op[],
  modelOf: ModelOf<State, Op>,
): string | null {
  for (const [object, own] of byObject(operations)) {
    const fault = faultOfObject(own, modelOf(own));
    if (fault !== null) return `${object}: ${fault}`;
  }
  return null;
}

function faultOfObject<State, Op extends Operation>(
  operations: readonly Op[],
  model: Model<State, Op>,
): string | null {
  if (model.fault !== null) return model.fault;
  const search = new Search(model, operations);
  const found = search.run(LIMIT);
  if (found === true) return null;
  const { explained, state, next } = search.farthest;
  return [
    found === null ? `no order was found in ${LIMIT} steps` : "no order explains it",
    `after ${explained} of ${operations.length} the state is ${model.identity(state)}, and next might come:`,
    ...next.slice(0, 20).map((operation) => `  ${describeOperation(operation)}`),
  ].join("\n");
}

function byObject<Op extends Operation>(operations: readonly Op[]): Map<string, Op[]> {
  const parts = new Map<string, Op[]>();
  for (const operation of operations) {
    const part = parts.get(operation.object);
    if (part === undefined) parts.set(operation.object, [operation]);
    else part.push(operation);
  }
  return parts;
}
