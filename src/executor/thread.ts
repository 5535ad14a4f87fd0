import { parentPort, workerData } from "node:worker_threads";
import type { Surroundings } from "../client/session/surroundings.ts";
import { decodeBatch } from "../codec/batch.ts";
import type { Payload } from "../protocol/messages.ts";
import { Claims } from "./claims.ts";
import { Codes } from "./codes.ts";
import { context } from "./context.ts";
import { watchFaults } from "./faults.ts";
import { Runner } from "./runner.ts";
import { disclose, speaker } from "./speaker.ts";
import { Task } from "./task.ts";
import { connectClient, ThreadClient } from "./thread-client.ts";
import type { Enclosed, TaskThreadData, ToThread } from "./words.ts";

const data = workerData as TaskThreadData;
const say = speaker(data.outbox);

function current(): Task | null {
  const task = context.getStore();
  return task instanceof Task ? task : null;
}

const surroundings: Surroundings = {
  wait: () => current()?.wait() ?? (() => {}),
  parent: () => current()?.key ?? null,
  adopt: (hold) => current()?.adopt(hold),
  chain: () => current()?.chain ?? [],
  signal: () => current()?.info.signal ?? null,
};

const client = new ThreadClient(() => connectClient(data, surroundings));
const codes = new Codes(() => client.open(), data.modules);
const runner = new Runner({ worker: data.worker, client, claims: new Claims(data.claims), codes, say });

function obey(word: ToThread, large: readonly Payload[]): void {
  const open = (payload: Enclosed): Payload => disclose(payload, large);
  switch (word[0]) {
    case "code":
      return codes.learn(word[1], open(word[2]).slice());
    case "abort":
      return runner.abort(word[1], word[2]);
    case "run": {
      const [, order, key, hashes, args, values, attempt, chain, traced] = word;
      const dependencies = values.map(([dependency, value]) => [dependency, open(value)] as const);
      return runner.accept({
        order,
        key,
        codes: hashes,
        args: open(args),
        values: new Map(dependencies),
        attempt,
        chain,
        traced,
      });
    }
  }
}

watchFaults(runner, say);
parentPort?.on("message", ([batch, ...large]: [Uint8Array, ...Payload[]]) => {
  for (const word of decodeBatch(batch) as ToThread[]) obey(word, large);
  runner.turn();
});
say(["ready"]);
