import type { ActorForm } from "./code.ts";
import {
  amount,
  bytes,
  type Check,
  count,
  flag,
  list,
  nullable,
  number,
  size,
  text,
  texts,
  tuple,
  variants,
} from "./fields.ts";

import type {
  ActorFigures,
  FailureCause,
  FailureFigures,
  FunctionFigures,
  GraphFigures,
  Overview,
  StepFigures,
  TaskFigures,
  UnrunnableFigures,
  WorkerEntry,
  WorkerFigures,
} from "./overview.ts";

export const workerEntry: Check<WorkerEntry> = tuple<[string, string, number, string, boolean, number]>(
  text,
  text,
  count,
  text,
  flag,
  count,
);

export const workerFigures: Check<WorkerFigures> = tuple<
  [WorkerEntry, string, number, number, number, number, number]
>(workerEntry, text, count, count, count, count, count);

const functionFigures: Check<FunctionFigures> = tuple<
  [string | null, number, number, number, number, number, number]
>(nullable(text), count, count, count, count, count, amount);

export const overview: Check<Overview> = tuple<
  [
    number,
    number,
    boolean,
    number,
    readonly (readonly [string, number])[],
    readonly FunctionFigures[],
    number,
    readonly [number, number, number],
    readonly UnrunnableFigures[],
    readonly string[],
    boolean,
  ]
>(
  amount,
  amount,
  flag,
  count,
  list(tuple<[string, number]>(text, count)),
  list(functionFigures),
  count,
  tuple<[number, number, number]>(count, count, count),
  list(tuple<[number, string, readonly string[]]>(count, text, texts)),
  texts,
  flag,
);

const failureCause: Check<FailureCause> = variants<FailureCause>({
  failed: [nullable(bytes)],
  killed: [text, texts],
  lost: [text],
  denied: [text, text],
  ended: [text, text],
});

export const failureFigures: Check<FailureFigures> = tuple<[string, number, string | null, FailureCause]>(
  text,
  amount,
  nullable(text),
  failureCause,
);

const stepFigures: Check<StepFigures> = tuple<[number, string, string, number, string | null, string]>(
  amount,
  text,
  text,
  count,
  nullable(text),
  text,
);

export const taskFigures: Check<TaskFigures> = tuple<
  [
    string,
    string,
    number,
    number,
    number,
    readonly string[],
    readonly string[],
    readonly string[],
    number,
    FailureFigures | null,
    readonly StepFigures[],
    boolean,
  ]
>(
  text,
  text,
  number,
  count,
  size,
  texts,
  texts,
  texts,
  count,
  nullable(failureFigures),
  list(stepFigures),
  flag,
);

export const graphFigures: Check<GraphFigures> = tuple<
  [
    boolean,
    readonly (readonly [string, string | null, readonly number[]])[],
    readonly (readonly [number, number])[],
    boolean,
  ]
>(
  flag,
  list(tuple<[string, string | null, readonly number[]]>(text, nullable(text), list(count))),
  list(tuple<[number, number]>(count, count)),
  flag,
);

export const actorForm = (field: unknown): field is ActorForm => field === "object" || field === "machine";

export const actorFigures: Check<ActorFigures> = tuple<[string, string | null, ActorForm, string | null]>(
  text,
  nullable(text),
  actorForm,
  nullable(text),
);
