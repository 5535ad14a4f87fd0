import { type Future, type Profile, remoteModule, type WorkerInfo } from "../../src/index.ts";
import { compiled, expectType } from "../support/types.ts";

declare const word: Future<string>;

describe("types of calls to the cluster", () => {
  it(
    "are those of the function, by worker, in run",
    compiled(async (client) => {
      const tasks = remoteModule<typeof import("./tasks.ts")>(new URL("./tasks.ts", import.meta.url));
      expectType<Map<string, number>>().of(await client.run(() => 1));
      expectType<Map<string, number>>().of(await client.run((text: string) => text.length, word));
      expectType<Map<string, number>>().of(await client.run(async (x: number) => x, 1));
      expectType<Map<string, number>>().of(await client.run(tasks.letters, word));
      expectType<Map<string, string[]>>().of(await client.run(tasks.parse, word, "words"));
      // @ts-expect-error it takes a text
      void client.run((text: string) => text.length, 1);
    }),
  );

  it(
    "are promises of nothing, or of what was asked for",
    compiled(async (client) => {
      expectType<WorkerInfo[]>().of(client.workers());
      expectType<Promise<void>>().of(client.waitForWorkers(2, { timeout: 1000 }));
      expectType<Promise<void>>().of(client.restart());
      expectType<Promise<void>>().of(client.retireWorkers(["worker-1"]));
      expectType<Promise<void>>().of(client.publish("name", word));
      expectType<Promise<void>>().of(client.publish("name", word, { override: true }));
      expectType<Promise<void>>().of(client.unpublish("name"));
      expectType<Future<unknown>>().of(client.published("name"));
      expectType<Future<string>>().of(client.published<string>("name"));
      expectType<Future<number>>().of(
        client.submit((text: string) => text.length, client.published<string>("name")),
      );
      expectType<Promise<Map<string, string[]>>>().of(client.processing());
      expectType<Promise<Profile>>().of(client.profile());
      expectType<Promise<Profile>>().of(client.profile({ filename: "a.cpuprofile", while: () => word }));
      expectType<Promise<void>>().of(client.uploadModule(new URL("./tasks.ts", import.meta.url)));
      // @ts-expect-error what is published is a future
      void client.publish("name", 1);
      // @ts-expect-error names are a list
      void client.retireWorkers("worker-1");
    }),
  );
});
