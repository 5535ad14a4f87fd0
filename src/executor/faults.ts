import { toError } from "../codec/failure.ts";
import { TaskError } from "../protocol/errors.ts";
import { context } from "./context.ts";
import type { Runner } from "./runner.ts";
import { Task } from "./task.ts";
import type { FromThread } from "./words.ts";

/**
 * Ends the thread when code on it throws where nobody catches, or exits: what state it left behind is not
 * known. The task that caused it fails; one that cannot be told is sought among those that hold the slot.
 */
export function watchFaults(runner: Runner, say: (word: FromThread) => void): void {
  let ending = false;

  const end = (what: string, advice: string, cause?: Error): void => {
    if (ending) return;
    ending = true;
    const culprits = blamed(runner);
    for (const task of culprits) {
      runner.fail(
        task,
        new TaskError(`${task.key} ${what}: ${advice}`, { key: task.key, ...(cause && { cause }) }),
      );
    }
    if (culprits.length === 0) console.error(`A task that had ended ${what}, and its thread with it.`);
    say(["ending"]);
  };

  process.on("uncaughtException", (thrown) => {
    const error = toError(thrown);
    end(
      `threw outside of its own call (${error.message})`,
      "catch it in the callback, or await what it belongs to.",
      error,
    );
    process.exit(1);
  });
  process.on("exit", (code) =>
    end(`called process.exit(${code})`, "return or throw instead, for that ends its thread."),
  );
  process.on("unhandledRejection", (reason) => {
    const task = context.getStore();
    const whose = task instanceof Task ? task.key : "A task";
    console.error(`${whose} left a rejection unhandled: ${toError(reason).message}`);
  });
}

function blamed(runner: Runner): Task[] {
  const task = context.getStore();
  if (task instanceof Task) return task.ended ? [] : [task];
  return runner.suspects();
}
