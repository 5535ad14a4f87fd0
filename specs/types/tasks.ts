/** How many letters a text has, at least. */
export async function letters(text: string, least = 0): Promise<number> {
  return Math.max(text.length, least);
}

export function last<T>(xs: readonly T[]): T | undefined {
  return xs.at(-1);
}

export function parse(text: string, as: "number"): number;
export function parse(text: string, as: "words"): Promise<string[]>;
export function parse(text: string, as: "number" | "words"): number | Promise<string[]> {
  return as === "number" ? Number(text) : Promise.resolve(text.split(" "));
}
