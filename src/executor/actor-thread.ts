import { parentPort, workerData } from "node:worker_threads";
import type { Surroundings } from "../client/surroundings.ts";
import { toError } from "../codec/failure.ts";
import { ActorDiedError, TroupeError } from "../protocol/errors.ts";
import type { Payload } from "../protocol/messages.ts";
import { Answers } from "./answers.ts";
import { Codes } from "./codes.ts";
import { context } from "./context.ts";
import { Decoder } from "./decoder.ts";
import type { House } from "./house.ts";
import { Inbox } from "./inbox.ts";
import { Instance } from "./instance.ts";
import { Signals } from "./signals.ts";
import { disclose, speaker } from "./speaker.ts";
import { ThreadClient } from "./thread-client.ts";
import { Call, Creation, Turn } from "./turn.ts";
import { type ActorThreadData, ENDING, type Enclosed, type FromActors, type ToActors } from "./words.ts";

if (parentPort === null) throw new TroupeError("This module runs on a thread that a worker has started.");

const data = workerData as ActorThreadData;
const say = speaker<FromActors>(data.outbox);

function current(): Turn | null {
  const turn = context.getStore();
  return turn instanceof Turn ? turn : null;
}

const NONE: readonly never[] = [];

/** An actor takes no slot, and is no task that others come of. */
const surroundings: Surroundings = {
  wait: () => () => {},
  parent: () => null,
  adopt: (hold) => current()?.instance.adopt(hold),
  chain: () => current()?.chain ?? NONE,
  signal: () => null,
};

const client = new ThreadClient(data, surroundings);
const codes = new Codes(() => client.open(), data.modules);
const signals = new Signals(data.signals);
const instances = new Map<number, Instance>();
/** Turns that nobody waits for any more, by order. */
const withdrawn = new Set<number>();
/** Actors that are dismissed, and are yet to come, by number. */
const dismissed = new Set<number>();
const answers = new Answers(client, say);

/** Words that are heard at once: they spare turns that have not begun, or ask whether the thread is stuck. */
const PRESSING: ReadonlySet<ToActors[0]> = new Set(["withdraw", "took", "dismiss", "ping"]);

const inbox = new Inbox<ToActors>(parentPort, {
  isPressing: ([kind]) => PRESSING.has(kind),
  obey,
});

const house: House = {
  name: data.client.slice(data.client.indexOf(".") + 1),
  worker: data.worker,
  client,
  codes,
  decoder: new Decoder(codes, client),
  answers,
  signals,
  say,
  hear: () => inbox.hear(),
  isWithdrawn: (order) => withdrawn.size > 0 && withdrawn.delete(order),
  refer: ({ reference }) => client.client.self(reference),
};

function obey(word: ToActors, large: readonly Payload[]): void {
  const open = (payload: Enclosed): Payload => disclose(payload, large);
  switch (word[0]) {
    case "code":
      return codes.learn(word[1], open(word[2]).slice());
    case "create": {
      const [, order, number, key, hashes, args, values, terms, timeout, origin] = word;
      if (dismissed.delete(number)) return;
      const instance = new Instance(key, house, terms, timeout);
      instances.set(number, instance);
      const given = new Map(values.map(([name, value]) => [name, open(value)]));
      const plan = { number, codes: hashes, args: open(args), values: given };
      return instance.take(new Creation({ order, instance, origin, timed: timeout > 0 }, plan));
    }
    case "call": {
      const [, order, number, member, args, timed, origin] = word;
      const instance = instances.get(number);
      if (instance === undefined) return;
      return instance.take(
        new Call({ order, instance, origin, timed }, member, args === null ? null : open(args)),
      );
    }
    case "withdraw":
      withdrawn.add(word[1]);
      return;
    case "took":
      withdrawn.delete(word[1]);
      return answers.taken(word[1]);
    case "dismiss":
      instances.get(word[1])?.end();
      if (!instances.delete(word[1])) dismissed.add(word[1]);
      return;
    case "ping":
      return signals.answer(word[1]);
  }
}

let ending = false;

/** Code threw where nobody catches, or exits: what state it left behind is not known, so all actors end with it. */
function end(what: string, cause?: Error): void {
  if (ending) return;
  ending = true;
  const culprit = current();
  const who = culprit?.instance.key ?? "An actor";
  const death = new ActorDiedError(`${who} ${what}, and all actors of its thread ended with it.`, {
    ...(cause && { cause }),
  });
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
  const who = current()?.instance.key ?? "An actor";
  console.error(`${who} left a rejection unhandled: ${toError(reason).message}`);
});
