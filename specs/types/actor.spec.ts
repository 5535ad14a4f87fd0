import {
  type ActorFuture,
  type ActorRef,
  asCompleted,
  type Client,
  type Future,
  getSelf,
  wait,
} from "../../src/index.ts";
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

  it(
    "let actors be submitted",
    compiled(async (client) => {
      const actors = client.options({ actor: true, name: "n", concurrency: 2, isolate: true, timeout: 5 });
      expectType<Future<ActorRef<Counter>>>().of(actors.submit(Counter, "a"));
      expectType<Future<ActorRef<Counter>>>().of(actors.submit(Counter, client.submit(String, 1), 2));
      expectType<Future<ActorRef<Counter>>[]>().of(actors.map(Counter, ["a", "b"]));
      expectType<ActorRef<Counter>>().of(await actors.submit(Counter, "a"));
      expectType<ActorRef<Counter>>().of(await actors.actor(Counter, "a"));
      expectType<Client>().of(actors.options({ actor: false }));
      expectType<Future<ActorRef<Counter>>>().of(actors.options({ priority: 1 }).submit(Counter, "a"));
      // @ts-expect-error an argument is missing
      actors.submit(Counter);
      // @ts-expect-error a function is no class
      actors.submit((x: number) => x, 1);
      // @ts-expect-error a class is made an actor with { actor: true } alone
      client.submit(Counter, "a");
    }),
  );

  it(
    "let methods take futures for their arguments",
    compiled(async (client) => {
      const counter = await client.actor(Counter, "a");
      const number = client.submit((x: number) => x, 1);
      expectType<ActorFuture<number>>().of(counter.increment(number));
      expectType<ActorFuture<number>>().of(counter.increment(counter.increment()));
      expectType<ActorFuture<number>>().of(counter.increment(counter.n));
      // @ts-expect-error a future of another type
      counter.increment(counter.later());
    }),
  );

  it(
    "let references be arguments and results",
    compiled(async (client) => {
      const counter = await client.actor(Counter, "a");
      const use = (c: ActorRef<Counter>) => c.increment();
      expectType<Future<number>>().of(client.submit(use, counter));
      expectType<Future<number>>().of(
        client.submit(use, client.options({ actor: true }).submit(Counter, "a")),
      );
      expectType<Future<string>>().of(client.submit((c: ActorRef<Counter>) => c.later(), counter));
      expectType<Future<ActorRef<Counter>>>().of(client.submit((c: ActorRef<Counter>) => c, counter));
      const [back] = await client.submit((c: ActorRef<Counter>) => [c], counter);
      expectType<ActorRef<Counter> | undefined>().of(back);
      expectType<{ c: ActorRef<Counter> }>().of(await client.gather({ c: counter }));
      class Holder {
        readonly inner: ActorRef<Counter>;

        constructor(inner: ActorRef<Counter>) {
          this.inner = inner;
        }

        take(c: ActorRef<Counter>): ActorRef<Counter> {
          return c;
        }
      }
      const holder = await client.actor(Holder, counter);
      expectType<ActorFuture<ActorRef<Counter>>>().of(holder.take(counter));
      expectType<ActorRef<Counter>>().of(await holder.inner);
      // @ts-expect-error an actor of another class
      holder.take(holder);
    }),
  );

  it(
    "let calls be used as futures",
    compiled(async (client) => {
      const counter = await client.actor(Counter, "a");
      expectType<number[]>().of(await client.gather([counter.increment(), counter.n]));
      expectType<Future<number>>().of(client.submit((x: number) => x, counter.increment()));
      for await (const future of asCompleted([counter.increment()])) {
        expectType<ActorFuture<number>>().of(future);
      }
      const { done } = await wait([counter.increment()]);
      expectType<Set<ActorFuture<number>>>().of(done);
    }),
  );

  it(
    "let actors be looked up, killed, and refer to themselves",
    compiled(async (client) => {
      const counter = await client.lookup<Counter>("a");
      expectType<ActorRef<Counter>>().of(counter);
      expectType<void>().of(await client.kill(counter));
      expectType<ActorRef<Counter>>().of(getSelf<ActorRef<Counter>>());
      // @ts-expect-error a future is no reference
      await client.kill(client.submit(String, 1));
    }),
  );
});
