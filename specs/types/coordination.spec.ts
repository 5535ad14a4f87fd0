import type { Observable } from "rxjs";
import type { Event, Future, Lease, Lock, MultiLock, Queue, Semaphore, Variable } from "../../src/index.ts";
import { compiled, expectType } from "../support/types.ts";

describe("types of primitives", () => {
  it(
    "follow from what a queue holds",
    compiled(async (client) => {
      const q = client.queue<number>("jobs", { maxSize: 100 });
      expectType<Queue<number>>().of(q);
      expectType<void>().of(await q.put(1, { timeout: 5 }));
      expectType<number>().of(await q.get());
      expectType<number>().of(await q.get({ timeout: 5 }));
      expectType<number[]>().of(await q.get({ batch: 10 }));
      expectType<number[]>().of(await q.get({ batch: true, timeout: 5 }));
      expectType<number>().of(await q.size());
      for await (const x of q) expectType<number>().of(x);
      expectType<Queue<unknown>>().of(client.queue());
      const futures = client.queue<Future<string>[]>();
      expectType<Future<string>[]>().of(await futures.get());
      // @ts-expect-error: it holds numbers
      void q.put("a");
      // @ts-expect-error: a number of items, or true
      void q.get({ batch: false });
      // @ts-expect-error: no such option
      client.queue("jobs", { leases: 1 });
    }),
  );

  it(
    "follow from what happens while a lock is held",
    compiled(async (client) => {
      const lock = client.lock("db");
      expectType<Lock>().of(lock);
      expectType<string>().of(await lock.withLock(async ({ token }) => String(token)));
      expectType<number>().of(await lock.withLock(({ token }) => token, { timeout: 5 }));
      const held = await lock.acquire({ timeout: 5 });
      expectType<Lease>().of(held);
      expectType<Promise<void>>().of(held.release());
      await using _again = await client.semaphore("net", { leases: 4 }).acquire();
      expectType<Semaphore>().of(client.semaphore());
      const several = client.multiLock(["a", "b"]);
      expectType<MultiLock>().of(several);
      expectType<number>().of(await several.withLock(() => 1));
      expectType<Lease>().of(await several.acquire());
      // @ts-expect-error: names
      client.multiLock("a");
    }),
  );

  it(
    "follow from the value of a variable",
    compiled(async (client) => {
      const v = client.variable<number>("x");
      expectType<Variable<number>>().of(v);
      expectType<number>().of(await v.get({ timeout: 5 }));
      expectType<Observable<number>>().of(v.changes$);
      // @ts-expect-error: it holds numbers
      void v.set("a");
      const ev = client.event("go");
      expectType<Event>().of(ev);
      expectType<boolean>().of(await ev.isSet());
      expectType<void>().of(await ev.wait({ timeout: 5 }));
    }),
  );

  it(
    "hold for handles that travel",
    compiled(async (client) => {
      const q = client.queue<number>();
      expectType<Future<number>>().of(client.submit((inbox: Queue<number>) => inbox.get(), q));
      expectType<Future<Queue<number>>>().of(client.submit((inbox: Queue<number>) => inbox, q));
      const inside = client.submit((all: { lock: Lock }) => all.lock.withLock(() => "a"), {
        lock: client.lock(),
      });
      expectType<Future<string>>().of(inside);
    }),
  );
});
