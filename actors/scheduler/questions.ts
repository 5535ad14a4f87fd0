import type { Answer, Question } from "../../src/protocol/questions.ts";
import { kill, lookup } from "./actors.ts";
import { type ClientRow, isWithin } from "./client-row.ts";
import { graph } from "./graph.ts";
import { actors, crew, failures, overview } from "./overview.ts";
import { publish, unpublish } from "./published.ts";
import { restart } from "./restart.ts";
import { findWorkers, retire } from "./retire.ts";
import { type Failure, TaskRow } from "./rows.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";
import { taskFigures } from "./task-figures.ts";
import type { WorkerRow } from "./worker-row.ts";

/** Answers a client's question, now or when what it asked for is done. */
export function onQuestion(tables: Tables, steps: Steps, client: ClientRow, question: Question): void {
  const [kind, number] = question;
  const answer = (message: Answer) => tables.send(client.address, message);
  const outcome = (failure: Failure | null): Answer =>
    failure?.[0] === "denied" ? ["declined", number, failure[1], failure[2]] : ["answered", number];
  const conclude = (failure: Failure | null) => answer(outcome(failure));
  const settle = (failure: Failure | null) => tables.answer(client.address, outcome(failure));
  switch (kind) {
    case "publish":
      return settle(publish(tables, steps, question[2], question[3], question[4]));
    case "unpublish":
      unpublish(tables, steps, question[2]);
      return settle(null);
    case "upload": {
      const [, , file] = question;
      tables.modules.set(file[0], file);
      tables.records?.upload(file[0]);
      for (const { address } of tables.workers.values()) tables.send(address, ["module", file]);
      return settle(null);
    }
    case "processing": {
      const keys = [...tables.workers.values()].map(
        ({ name, runs }) => [name, [...runs.values()].map(({ key }) => key)] as const,
      );
      return answer(["processing", number, keys]);
    }
    case "whoHas": {
      const names = question[2].map((key) => tables.tasks.get(key)?.replicas.map(({ name }) => name) ?? []);
      return answer(["holders", number, names]);
    }
    case "overview":
      return answer(["overview", number, overview(tables)]);
    case "crew":
      return answer(["crew", number, crew(tables)]);
    case "actors":
      return answer(["actors", number, actors(tables)]);
    case "failures":
      return answer(["failures", number, failures(tables)]);
    case "graph":
      return answer(["graph", number, graph(tables)]);
    case "task":
      return answer(["task", number, taskFigures(tables, question[2])]);
    case "kill": {
      const row = tables.tasks.get(question[2]);
      if (row === undefined || !kill(tables, row)) return conclude(null);
      tables.killings.set(row, [...(tables.killings.get(row) ?? []), [client, number]]);
      return;
    }
    case "lookup": {
      const found = lookup(tables, question[2]);
      return found instanceof TaskRow ? answer(["named", number, found.key]) : conclude(found);
    }
    case "retire": {
      const workers = findWorkers(tables, question[2]);
      if (typeof workers === "string") return conclude(["denied", "NOT_FOUND", workers]);
      const hindrance = workers.map((worker) => hindranceOf(client, worker)).find((why) => why !== null);
      if (hindrance != null) return conclude(["denied", "TROUPE", hindrance]);
      for (const worker of workers) retire(tables, worker, true, true);
      tables.vigils.push({ client, number, workers });
      return;
    }
    case "restart":
      tables.vigils.push({ client, number, workers: restart(tables, steps) });
      return;
  }
}

/** Why this client cannot wait for that worker to leave, if it cannot. */
function hindranceOf(client: ClientRow, { name, address, state }: WorkerRow): string | null {
  if (state === "restarting") return `${name} restarts: retire it when it is back.`;
  if (!isWithin(client.address, address)) return null;
  return `A task that runs on ${name} cannot wait for ${name} to leave, which waits for the task: ask from elsewhere.`;
}

/** Answers who waited until some workers were gone. */
export function answerVigils(tables: Tables): void {
  if (tables.vigils.length === 0) return;
  tables.vigils = tables.vigils.filter(({ client, number, workers }) => {
    if (tables.clients.get(client.address) !== client) return false;
    if (workers.some((worker) => tables.workers.get(worker.address) === worker)) return true;
    tables.send(client.address, ["answered", number]);
    return false;
  });
}
