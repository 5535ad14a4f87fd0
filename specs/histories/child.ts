import { writeSync } from "node:fs";
import { Client } from "troupe";
import type { Recording } from "../linearizability/history.ts";
import { Random } from "../simulation/random.ts";
import { Fence } from "./fence.ts";
import { practise } from "./habits.ts";
import { User } from "./user.ts";
import { habitsOf } from "./village.ts";

/** A client in a process of its own, which says on its stdout what it does, until it is killed. */
const [url, name = "", seed] = process.argv.slice(2);
let calls = 0;

/** Says it before it goes on, so that what was done was said. */
const say = (...words: unknown[]) =>
  writeSync(1, `${JSON.stringify([...words, Number(process.hrtime.bigint())])}\n`);

const recording = (kind: string): Recording<unknown, unknown> => ({
  call(_client, object, request) {
    const number = ++calls;
    say("call", kind, number, object, request);
    return (reply) => say("return", kind, number, reply);
  },
});

const user = new User(name, await Client.connect(url), {
  queues: recording("queues"),
  locks: recording("locks"),
  semaphores: recording("semaphores"),
  variables: recording("variables"),
  events: recording("events"),
});
const random = new Random(Number(seed));
for (const [habit, act] of Object.entries(habitsOf(new Fence())))
  void practise(user, act, random, habit, Number.POSITIVE_INFINITY);
