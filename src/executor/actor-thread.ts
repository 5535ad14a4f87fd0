import { parentPort, workerData } from "node:worker_threads";
import { toError } from "../codec/failure.ts";
import { ActorDiedError, TroupeError } from "../protocol/errors.ts";
import { Codes } from "./codes.ts";
import { Inbox } from "./inbox.ts";
import { presentTurn, Residents, surroundings } from "./residents.ts";
import { Signals } from "./signals.ts";
import { speaker } from "./speaker.ts";
import { connectClient, ThreadClient } from "./thread-client.ts";
import { type ActorThreadData, ENDING, type FromActors, type ToActors } from "./words.ts";

if (parentPort === null) throw new TroupeError("This module runs on a thread that a worker has started.");

const data = workerData as ActorThreadData;
const client = new ThreadClient(() => connectClient(data, surroundings));
const residents = new Residents({
  name: data.client.slice(data.client.indexOf(".") + 1),
  worker: data.worker,
  client,
  codes: new Codes(() => client.open(), data.modules),
  signals: new Signals(data.signals),
  say: speaker<FromActors>(data.outbox),
  hear: () => inbox.hear(),
});
const inbox = new Inbox<ToActors>(parentPort, residents);

let ending = false;

/** Code threw where nobody catches, or exits: what state it left behind is not known, so all actors end with it. */
function end(what: string, cause?: Error): void {
  if (ending) return;
  ending = true;
  const { answers } = residents;
  const culprit = presentTurn();
  const who = culprit?.instance.key ?? "An actor";
  const text = `${who} ${what}, and all actors of its thread ended with it. An actor with { isolate: true } has a thread of its own.`;
  const death = new ActorDiedError(text, { ...(cause && { cause }) });
  if (culprit !== null) answers.fail(culprit.order, death);
  answers.fail(ENDING, death);
}

process.on("uncaughtException", (thrown) => {
  const error = toError(thrown);
  end(`threw outside of its own calls (${error.message})`, error);
  process.exit(1);
});
process.on("exit", (code) => end(`called process.exit(${code})`));
process.on("unhandledRejection", (reason) => {
  const who = presentTurn()?.instance.key ?? "An actor";
  console.error(`${who} left a rejection unhandled: ${toError(reason).message}`);
});
