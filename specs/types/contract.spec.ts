import { map } from "rxjs";
import {
  asCompleted,
  Client,
  type Future,
  type FutureStatus,
  fireAndForget,
  LocalCluster,
  progress,
  remoteModule,
  wait,
} from "../../src/index.ts";
import { compiled, expectType } from "../support/types.ts";

describe("types of the contract's examples", () => {
  it(
    "hold for starting",
    compiled(async () => {
      expectType<Client>().of(await Client.local({ workers: 2, threads: 1 }));
      expectType<Client>().of(await Client.connect("nats://10.0.0.5:4222"));
      await using client = await Client.connect(["nats://10.0.0.5:4222"]);
      const cluster = await LocalCluster.start({ dashboard: 8787, bus: "memory", memoryLimit: 1e9 });
      expectType<string | null>().of(cluster.dashboardUrl);
      expectType<Client>().of(await Client.connect(cluster));
      expectType<string | null>().of((await Client.local({ dashboard: false })).dashboardUrl);
      expectType<Promise<void>>().of(client.close());
    }),
  );

  it(
    "hold for submitting",
    compiled(async (client) => {
      const a = client.submit((x: number, y: number) => x + y, 1, 2);
      const b = client.submit((x: number, n: number) => x * n, a, 10);
      const s = client.submit((xs: number[]) => xs.length, [a, b]);
      const fs = client.map((x: number, y: number) => x ** y, [1, 2, 3], [5, 5, 5]);
      const roots = client.map(Math.sqrt, [1, 4, 9]);
      const tasks = remoteModule<typeof import("./tasks.ts")>(new URL("./tasks.ts", import.meta.url));
      const hot = client
        .options({ priority: 10, pure: false, retries: 2, timeout: 500 })
        .submit(tasks.letters, "text");
      const near = client.options({ workers: ["gpu-1"], allowOtherWorkers: true, resources: { gpu: 1 } });
      expectType<Client>().of(near);
      // @ts-expect-error: a list of names
      client.options({ workers: "gpu-1" });
      // @ts-expect-error: amounts are numbers
      client.options({ resources: { gpu: "1" } });
      // @ts-expect-error: true or false
      client.options({ allowOtherWorkers: "yes" });
      expectType<Future<number>>().of(a);
      expectType<Future<number>>().of(b);
      expectType<Future<number>>().of(s);
      expectType<Future<number>[]>().of(fs);
      expectType<Future<number>[]>().of(roots);
      expectType<Future<number>>().of(hot);
      expectType<number[]>().of(await client.gather(fs, { errors: "skip" }));
      expectType<Promise<void>>().of(client.ready());
    }),
  );

  it(
    "hold for futures",
    compiled(async (client) => {
      const f = client.submit((x: number) => x, 1);
      expectType<number>().of(await f);
      expectType<number>().of(await f.result({ timeout: 500 }));
      f.subscribe((v) => expectType<number>().of(v));
      f.pipe(map((v) => expectType<number>().of(v)));
      expectType<FutureStatus>().of(f.status);
      expectType<"pending" | "running" | "finished" | "error" | "cancelled" | "lost">().of(f.status);
      expectType<boolean>().of(f.done());
      expectType<boolean>().of(f.cancelled());
      expectType<Error | null>().of(await f.exception());
      expectType<string | null>().of(await f.traceback());
      expectType<void>().of(await f.cancel({ force: true, graceMs: 50 }));
      expectType<void>().of(await f.retry());
      expectType<void>().of(f.release());
      f.addDoneCallback((future) => expectType<string>().of(future.key));
      for await (const each of asCompleted([f])) expectType<Future<number>>().of(each);
      for await (const pair of asCompleted([f], { withResults: true })) {
        expectType<[future: Future<number>, value: number]>().of(pair);
      }
      const { done, notDone } = await wait([f], { timeout: 500, returnWhen: "FIRST_EXCEPTION" });
      expectType<Set<Future<number>>>().of(done);
      expectType<Set<Future<number>>>().of(notDone);
      expectType<void>().of(fireAndForget(f));
      expectType<void>().of(await progress([f]));
    }),
  );
});
