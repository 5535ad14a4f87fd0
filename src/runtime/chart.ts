/** Ids of the states that a machine is in, by the value of its state: dotted paths from the root, whose id is "". */
export function statesIn(value: unknown, above = ""): string[] {
  if (typeof value === "string") return [`${above}${value}`];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    `${above}${key}`,
    ...statesIn(inner, `${above}${key}.`),
  ]);
}
