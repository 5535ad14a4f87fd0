import { classes } from "./classes.ts";
import { decorators } from "./decorators.ts";
import { disposal } from "./disposal.ts";
import { functions } from "./functions.ts";
import { generators } from "./generators.ts";
import { methods } from "./methods.ts";
import { names } from "./names.ts";
import type { Traveller } from "./traveller.ts";

/** Everything that travels: functions and classes of every kind, which are compiled in many ways. */
export const travellers: readonly Traveller[] = [
  ...functions,
  ...generators,
  ...methods,
  ...classes,
  ...decorators,
  ...disposal,
  ...names,
];
