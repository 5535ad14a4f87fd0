import { nameOf } from "../../../actors/scheduler/tally.ts";
import type { TaskEvent } from "../../../actors/task.ts";
import { decodeValue } from "../../codec/value.ts";
import type { FailureCause, FailureFigures, StepFigures, TaskFigures } from "../../protocol/overview.ts";
import type { Outcome } from "../session/entry.ts";
import { denied, ended, killed, lost } from "../session/failures.ts";
import type { FailureView, StepView, TaskPhase, TaskView } from "./views.ts";

/** Why a task takes a step, for people. */
const REASONS: Readonly<Record<TaskEvent, string>> = {
  want: "somebody wants it",
  ready: "what it depends on is there",
  share: "what it copies is there",
  assign: "a worker has room for it",
  adopt: "a worker has it from an earlier scheduler",
  start: "it has run for a while",
  finish: "its run has ended well",
  fail: "its run has failed",
  retry: "it has failed, and is tried again",
  arrive: "its value has arrived",
  return: "its worker gave it back or is gone",
  starve: "what it depends on is lost",
  blame: "what it depends on has failed, or its data is lost",
  lose: "its result is lost",
  release: "nobody wants it now",
  cancel: "it was cancelled",
  forget: "nobody wants it any more",
};

const PHASES: Readonly<Record<string, TaskPhase>> = {
  released: "pending",
  waiting: "pending",
  queued: "pending",
  assigned: "pending",
  running: "running",
  finished: "done",
  failed: "failed",
  cancelled: "cancelled",
};

export function readTask(task: TaskFigures): TaskView {
  const [key, state, priority, attempt, size, workers, dependencies, dependents, holders, failure, story] =
    task;
  return {
    key,
    name: nameOf(key),
    phase: phaseOf(state, story),
    state,
    priority,
    attempt,
    size,
    workers,
    dependencies,
    dependents,
    holders,
    failure: failure === null ? null : readFailure(failure),
    story: story.map(readStep),
    truncated: task[11],
  };
}

export function readFailure([key, at, worker, cause]: FailureFigures): FailureView {
  const { name, message, stack } = errorOf(key, cause);
  const remote = cause[0] === "failed" && cause[1] !== null ? (stack ?? null) : null;
  return { key, name: nameOf(key), at, error: `${name}: ${message}`, stack: remote, worker };
}

/** A task that is forgotten, or only described, may have had an end before. */
function phaseOf(state: string, story: readonly StepFigures[]): TaskPhase {
  if (state !== "forgotten") return PHASES[state] ?? "pending";
  const end = story.findLast(([, , to]) => to === "finished" || to === "failed");
  return PHASES[end?.[2] ?? "cancelled"] ?? "cancelled";
}

function readStep([at, event, state, run, worker, cause]: StepFigures): StepView {
  const reason = REASONS[event as TaskEvent] ?? event;
  return { at, event, state, run, worker, why: cause === "" ? reason : `${reason} (${cause})` };
}

function errorOf(key: string, cause: FailureCause): Error {
  if (cause[0] !== "failed") return errorIn(outcomeOf(key, cause));
  if (cause[1] === null) return new Error("What it threw is too large to be told here: await its future.");
  try {
    const thrown = decodeValue(cause[1], { reference: () => null });
    return thrown instanceof Error ? thrown : new Error(String(thrown));
  } catch {
    return new Error("What it threw cannot be read.");
  }
}

function outcomeOf(key: string, cause: Exclude<FailureCause, readonly ["failed", ...unknown[]]>): Outcome {
  switch (cause[0]) {
    case "killed":
      return killed(cause[1], cause[2]);
    case "lost":
      return lost(cause[1]);
    case "ended":
      return ended(cause[1], cause[2]);
    case "denied":
      return { kind: "error", error: denied(cause[1], cause[2], key) };
  }
}

const errorIn = (outcome: Outcome): Error =>
  outcome.kind === "error" && outcome.error instanceof Error ? outcome.error : new Error("It has failed.");
