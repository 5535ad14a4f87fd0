import { inspect } from "node:util";

/** What a value has to be, as a test and in words. */
export type Rule = readonly [valid: (value: unknown) => boolean, wanted: string];

/** A rule for each option. */
export type Rules<Options> = { readonly [Name in keyof Required<Options>]: Rule };

/** Longest time that a timer can wait, ms. */
export const FOREVER_MS = 2 ** 31 - 1;

/** The rule for switches. */
export const FLAG: Rule = [(value) => typeof value === "boolean", "true or false"];

/** The rule for counts that may be none. */
export const NATURAL: Rule = [
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  "a whole number from 0",
];

/** The rule for counts of at least one. */
export const POSITIVE: Rule = [
  (value) => Number.isSafeInteger(value) && Number(value) > 0,
  "a whole number from 1",
];

/** The rule for times to wait. */
export const DURATION: Rule = [
  (value) => typeof value === "number" && value >= 0 && value <= FOREVER_MS,
  `a number of ms from 0 to ${FOREVER_MS}`,
];

/** The rule for keys, and for names of actors, that users give. */
export const LABEL: Rule = [
  (value) => typeof value === "string" && /^[^\s\p{Cs}]{1,200}$/u.test(value),
  "a text of 1 to 200 characters without spaces",
];

/** The rule for workers that may have something. */
export const WORKERS: Rule = [
  (value) => Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === "string"),
  "a list of names or addresses of workers, at least one",
];

/** What may be said of a wait. */
export const WAIT_RULES: Rules<{ readonly timeout?: number }> = { timeout: DURATION };

/** Keys that others made may be longer than those that are given as an option. */
export const KEY_RULES: Rules<{ readonly key: string }> = {
  key: [(value) => typeof value === "string" && /^[^\s\p{Cs}]+$/u.test(value), "a text without spaces"],
};

/** Characters of a value that an error shows. */
const DESCRIBED = 100;

/** Throws a `TypeError` that names the first option that breaks its rule or has none; `undefined` counts as not given. */
export function check(options: object, rules: Readonly<Record<string, Rule>>): void {
  if (typeof options !== "object" || options === null)
    throw new TypeError(`Options are an object, not ${describe(options)}.`);
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) {
      throw new TypeError(`There is no option "${name}". There are: ${Object.keys(rules).join(", ")}.`);
    }
    const [valid, wanted] = rule;
    if (value !== undefined && !valid(value)) {
      throw new TypeError(`Option "${name}" is ${wanted}, not ${describe(value)}.`);
    }
  }
}

function describe(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : inspected(value);
  return text.length > DESCRIBED ? `${text.slice(0, DESCRIBED)}…` : text;
}

function inspected(value: unknown): string {
  return typeof value === "object"
    ? inspect(value, { breakLength: Number.POSITIVE_INFINITY })
    : String(value);
}
