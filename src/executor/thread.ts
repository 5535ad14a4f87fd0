import { parentPort, workerData } from "node:worker_threads";
import type { Surroundings } from "../client/surroundings.ts";
import { decodeBatch, encodeBatch } from "../codec/batch.ts";
import type { Payload } from "../protocol/messages.ts";
import { Claims } from "./claims.ts";
import { Codes } from "./codes.ts";
import { context } from "./context.ts";
import { watchFaults } from "./faults.ts";
import { MAX_RECORD, Outbox } from "./outbox.ts";
import { Runner } from "./runner.ts";
import { Task } from "./task.ts";
import { ThreadClient } from "./thread-client.ts";
import type { Enclosed, FromThread, ThreadData, ToThread } from "./words.ts";

const data = workerData as ThreadData;
const outbox = new Outbox(data.outbox);

/** Says a word to the process: a small one through the outbox, a large one through the port. */
function say(word: FromThread): void {
  const carries = word[0] === "done" || word[0] === "failed" ? word[2] : null;
  const large = carries !== null && carries.length > MAX_RECORD / 2 ? carries : null;
  const record = encodeBatch(large === null ? word : [...word.slice(0, 2), null, ...word.slice(3)]);
  if (large !== null) parentPort?.postMessage([record, large], [large.buffer as ArrayBuffer]);
  else if (record.length > MAX_RECORD) parentPort?.postMessage([record]);
  else if (outbox.write(record)) parentPort?.postMessage(null);
}

function current(): Task | null {
  const task = context.getStore();
  return task instanceof Task ? task : null;
}

const surroundings: Surroundings = {
  wait: () => current()?.wait() ?? (() => {}),
  parent: () => current()?.key ?? null,
  adopt: (release) => current()?.adopt(release),
};

const client = new ThreadClient(data, surroundings);
const codes = new Codes(() => client.open());
const runner = new Runner({ worker: data.worker, client, claims: new Claims(data.claims), codes, say });

function obey(word: ToThread, large: readonly Payload[]): void {
  const open = (payload: Enclosed): Payload => (typeof payload === "number" ? at(large, payload) : payload);
  switch (word[0]) {
    case "code":
      return codes.learn(word[1], open(word[2]).slice());
    case "abort":
      return runner.abort(word[1]);
    case "run": {
      const [, order, key, hashes, args, values, attempt] = word;
      const dependencies = values.map(([dependency, value]) => [dependency, open(value)] as const);
      return runner.accept({
        order,
        key,
        codes: hashes,
        args: open(args),
        values: new Map(dependencies),
        attempt,
      });
    }
  }
}

function at(large: readonly Payload[], place: number): Payload {
  const payload = large[place];
  if (payload === undefined) throw new RangeError(`Payload ${place} did not come along.`);
  return payload;
}

watchFaults(runner, say);
parentPort?.on("message", ([batch, ...large]: [Uint8Array, ...Payload[]]) => {
  for (const word of decodeBatch(batch) as ToThread[]) obey(word, large);
  runner.turn();
});
say(["ready"]);
