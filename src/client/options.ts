/** How a task is submitted; none of it but `key` and `pure` is part of the key. */
export interface SubmitOptions {
  /** The key itself, instead of one made from function and arguments. */
  readonly key?: string;
  /** Same function and arguments, same key, one computation; default true. */
  readonly pure?: boolean;
  /** Higher runs first; equal priorities run first come first served. Default 0. */
  readonly priority?: number;
  /** How often a task that fails is run again; default 0. */
  readonly retries?: number;
  /** Prefix of the key, instead of the function's name. */
  readonly name?: string;
}

const CHECKS: {
  readonly [Name in keyof Required<SubmitOptions>]: readonly [(value: unknown) => boolean, string];
} = {
  key: [isKey, "a text of 1 to 200 characters without spaces"],
  pure: [(value) => typeof value === "boolean", "true or false"],
  priority: [Number.isFinite, "a finite number"],
  retries: [(value) => Number.isSafeInteger(value) && Number(value) >= 0, "a whole number from 0"],
  name: [isKey, "a text of 1 to 200 characters without spaces"],
};

function isKey(value: unknown): boolean {
  return typeof value === "string" && /^[^\s\p{Cs}]{1,200}$/u.test(value);
}

/** Throws a `TypeError` that names the first option that is none or has a value it cannot have. */
export function checkOptions(options: SubmitOptions): void {
  check(options, CHECKS);
}

/** Checks named values against what each of them may be; `undefined` counts as not given. */
export function check(
  options: object,
  checks: Readonly<Record<string, readonly [(value: unknown) => boolean, string]>>,
): void {
  for (const [name, value] of Object.entries(options)) {
    const rule = checks[name];
    if (rule === undefined) {
      throw new TypeError(`There is no option "${name}". There are: ${Object.keys(checks).join(", ")}.`);
    }
    const [valid, wanted] = rule;
    if (value !== undefined && !valid(value)) {
      throw new TypeError(`Option "${name}" is ${wanted}, not ${describe(value)}.`);
    }
  }
}

function describe(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
