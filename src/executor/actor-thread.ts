import { parentPort, workerData } from "node:worker_threads";
import { OUTSIDE } from "../client/surroundings.ts";
import { decodeBatch } from "../codec/batch.ts";
import { encodeError, toError } from "../codec/failure.ts";
import { decodeArguments, decodeValue, encodeValue } from "../codec/value.ts";
import type { Reference } from "../protocol/code.ts";
import { ActorDiedError } from "../protocol/errors.ts";
import type { Payload } from "../protocol/messages.ts";
import { Codes } from "./codes.ts";
import { context } from "./context.ts";
import { Instance } from "./instance.ts";
import { memberOf } from "./member.ts";
import { disclose, speaker } from "./speaker.ts";
import { ThreadClient } from "./thread-client.ts";
import { ENDING, type Enclosed, type ThreadData, type ToActors } from "./words.ts";

const data = workerData as ThreadData;
const say = speaker(data.outbox);
const client = new ThreadClient(data, OUTSIDE);
const codes = new Codes(() => client.open(), data.modules);
const instances = new Map<string, Instance>();
const NO_VALUE = new Uint8Array();

function fail(order: number, thrown: unknown): void {
  say(["failed", order, encodeError(toError(thrown)), 0]);
}

function give(order: number, value: unknown): void {
  let bytes: Payload;
  try {
    bytes = encodeValue(value);
  } catch (error) {
    return fail(order, error);
  }
  say(["done", order, bytes, 0, []]);
}

/** Makes the instance; its constructor's arguments were futures, or anything else that a task may get. */
async function make(
  instance: Instance,
  hashes: readonly string[],
  args: Payload,
  values: ReadonlyMap<string, Payload>,
): Promise<void> {
  await codes.load(hashes);
  // A dependency's value may hold futures, which only a client can meet.
  if (values.size > 0) await client.open();
  const meet = (reference: Reference): unknown =>
    reference[0] === "code" ? codes.value(reference[1]) : client.client.meet(reference);
  const given = decodeArguments(args, {
    reference: (reference) => {
      const bytes = values.get(reference[1]);
      return bytes === undefined ? meet(reference) : decodeValue(bytes, { reference: meet });
    },
  });
  instance.self = Reflect.construct(codes.value(hashes[0] ?? "") as new () => object, given);
}

function obey(word: ToActors, large: readonly Payload[]): void {
  const open = (payload: Enclosed): Payload => disclose(payload, large);
  switch (word[0]) {
    case "code":
      return codes.learn(word[1], open(word[2]).slice());
    case "create": {
      const [, order, key, hashes, args, values] = word;
      const given = new Map(values.map(([name, value]) => [name, open(value)]));
      const instance = new Instance(key, data.worker, client);
      instances.set(key, instance);
      return instance.take({
        order,
        act: () => context.run(instance, make, instance, hashes, open(args), given),
        done: () => say(["done", order, NO_VALUE, 0, []]),
        failed: (thrown) => {
          if (instances.get(key) === instance) instances.delete(key);
          fail(order, thrown);
        },
      });
    }
    case "call": {
      const [, order, key, member, args] = word;
      const instance = instances.get(key);
      if (instance === undefined) return;
      const given = args === null ? null : open(args);
      return instance.take({
        order,
        act: () => context.run(instance, memberOf, instance.self, member, given && decodeArguments(given)),
        done: (value) => give(order, value),
        failed: (thrown) => fail(order, thrown),
      });
    }
    case "dismiss":
      instances.delete(word[1]);
      return;
  }
}

let ending = false;

/** Code threw where nobody catches, or exits: what state it left behind is not known, so all actors end with it. */
function end(what: string, cause?: Error): void {
  if (ending) return;
  ending = true;
  const culprit = context.getStore();
  const known = culprit instanceof Instance ? culprit : undefined;
  const who = known?.key ?? "An actor";
  const death = new ActorDiedError(`${who} ${what}, and all actors of its thread ended with it.`, {
    ...(cause && { cause }),
  });
  if (known?.present) fail(known.present.order, death);
  fail(ENDING, death);
}

process.on("uncaughtException", (thrown) => {
  const error = toError(thrown);
  end(`threw outside of its own calls (${error.message})`, error);
  process.exit(1);
});
process.on("exit", (code) => end(`called process.exit(${code})`));
process.on("unhandledRejection", (reason) => {
  const culprit = context.getStore();
  const who = culprit instanceof Instance ? culprit.key : "An actor";
  console.error(`${who} left a rejection unhandled: ${toError(reason).message}`);
});
parentPort?.on("message", ([batch, ...large]: [Uint8Array, ...Payload[]]) => {
  for (const word of decodeBatch(batch) as ToActors[]) obey(word, large);
});
