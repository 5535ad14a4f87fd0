import { InvalidArgumentError, Option } from "commander";
import { parseAddress } from "../bus/address.ts";
import { toError } from "../codec/failure.ts";
import type { Resource } from "../protocol/messages.ts";
import { TOKEN } from "../protocol/subjects.ts";

/** A whole number that is not less than `least`. */
export function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`It is a whole number from ${least}.`);
    return value;
  };
}

/** What a cluster or worker may be called. */
export function token(text: string): string {
  if (!TOKEN.test(text)) throw new InvalidArgumentError("It is 1 to 64 letters, digits, - or _.");
  return text;
}

/** The URL of a NATS server. */
export function serverUrl(text: string): string {
  try {
    parseAddress(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(toError(error).message);
  }
}

/** Amounts of resources by name, as in `gpu=1,disk=0.5`. */
export function amounts(text: string): Resource[] {
  const resources = text.split(",").map((part): Resource => {
    const [name = "", amount = "", ...more] = part.split("=");
    if (!TOKEN.test(name) || !/^\d*\.?\d+$/.test(amount) || more.length > 0)
      throw new InvalidArgumentError("It is a list of names and amounts, such as gpu=1,disk=0.5.");
    return [name, Number(amount)];
  });
  if (new Map(resources).size < resources.length)
    throw new InvalidArgumentError("It names each resource once.");
  return resources;
}

/** An option that can also be given as an environment variable `TROUPE_…`. */
export function option<T>(
  flags: string,
  description: string,
  parse: (text: string) => T,
  initial?: T,
): Option {
  const made = new Option(flags, description).argParser(parse);
  made.env(variable(made));
  return initial === undefined ? made : made.default(initial);
}

/** What an environment variable says that asks for no flag. */
const OFF: readonly unknown[] = ["", "0", "false", "no", "off"];

/** An option without a value, which can also be given as an environment variable `TROUPE_…`. */
export function flag(flags: string, description: string): Option {
  const made = new Option(flags, description).default(false);
  const name = variable(made);
  // Commander looks whether there is such a variable, and not at what it says.
  if (OFF.includes(process.env[name]?.toLowerCase())) delete process.env[name];
  return made.env(name);
}

function variable(option: Option): string {
  return `TROUPE_${option.name().replaceAll("-", "_").toUpperCase()}`;
}
