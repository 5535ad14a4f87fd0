import type { AnyActorLogic, InputFrom } from "xstate";
import { moduleExport } from "../code/module.ts";
import { CaptureError } from "../protocol/errors.ts";
import { referenceOf } from "./actors/actor.ts";
import { Future } from "./futures/future.ts";
import type { Argument } from "./futures/types.ts";
import { check, LABEL, type Rules } from "./options.ts";
import type { Session } from "./session/session.ts";
import { Submission } from "./submission.ts";
import type { SubmitOptions } from "./submit-options.ts";

/** What a machine is started with; `input` may be left out where the logic takes none. */
export type SpawnOptions<L extends AnyActorLogic> = Input<InputFrom<L>> & {
  /** Others find it by this; then it lives on when nobody holds it. */
  readonly name?: string;
};

type Input<I> = undefined extends I ? { readonly input?: Argument<I> } : { readonly input: Argument<I> };

/** What follows the logic in a call of `spawn`: nothing, where the options need not be. */
export type SpawnArguments<L extends AnyActorLogic> =
  undefined extends InputFrom<L> ? [options?: SpawnOptions<L>] : [options: SpawnOptions<L>];

const RULES: Rules<{ readonly input?: unknown; readonly name?: string }> = {
  input: [() => true, "anything"],
  name: LABEL,
};

/** Makes an actor of a machine; rejects where that cannot be. */
export async function spawn(
  session: Session,
  logic: unknown,
  options: { readonly input?: unknown; readonly name?: string },
  others: SubmitOptions,
  random: () => string,
): Promise<object> {
  check(options, RULES);
  refuseInline(logic);
  const { input, ...named } = options;
  const submission = new Submission(session, logic, { ...others, ...named }, random, "machine");
  return referenceOf(new Future(session, submission.call([input])));
}

function refuseInline(logic: unknown): void {
  if (typeof logic === "function" && moduleExport(logic) !== undefined) return;
  const what = logic === null ? "null" : typeof logic;
  throw new CaptureError(
    `spawn() takes an export of a module, and this is of type ${what}: the actions and guards of a machine are ` +
      "code of this program, and cannot be sent. Export the machine from a file of its own, and write " +
      'client.spawn(remoteModule<typeof import("./machine.js")>(new URL("./machine.js", import.meta.url)).machine).',
  );
}
