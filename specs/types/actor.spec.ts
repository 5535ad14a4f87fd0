import type { ActorFuture, ActorRef } from "../../src/index.ts";
import { compiled, expectType } from "../support/types.ts";

class Counter {
  n = 0;
  readonly name: string;
  private readonly secret = 1;

  constructor(name: string, start?: number) {
    this.name = name;
    this.n = start ?? this.secret;
  }

  increment(by = 1): number {
    this.n += by;
    return this.n;
  }

  async later(): Promise<string> {
    return this.name;
  }
}

describe("types of actors", () => {
  it(
    "follow from the class",
    compiled(async (client) => {
      const counter = await client.actor(Counter, "a");
      expectType<ActorRef<Counter>>().of(counter);
      expectType<ActorFuture<number>>().of(counter.increment());
      expectType<ActorFuture<number>>().of(counter.increment(2));
      expectType<string>().of(await counter.later());
      expectType<number>().of(await counter.n);
      counter.increment().subscribe((n) => expectType<number>().of(n));
    }),
  );

  it(
    "take futures for the constructor's arguments",
    compiled(async (client) => {
      const name = client.submit((x: number) => String(x), 1);
      expectType<ActorRef<Counter>>().of(await client.actor(Counter, name, 2));
    }),
  );

  it(
    "refuse what the class does not have",
    compiled(async (client) => {
      const counter = await client.actor(Counter, "a");
      // @ts-expect-error there is no such method
      counter.incremet();
      // @ts-expect-error an argument of another type
      counter.increment("1");
      // @ts-expect-error it is private
      counter.secret;
      // @ts-expect-error nothing can be assigned to
      counter.n = 1;
      // @ts-expect-error an argument is missing
      await client.actor(Counter);
      // @ts-expect-error an argument of another type
      await client.actor(Counter, 1);
      // @ts-expect-error a function is no class
      await client.actor((x: number) => x, 1);
    }),
  );
});
