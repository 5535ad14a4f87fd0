import { type Future, remoteModule } from "../../src/index.ts";
import { compiled, expectType } from "../support/types.ts";

declare const word: Future<string>;

describe("types of the exports of a remote module", () => {
  it(
    "are those of the module, in submit and map",
    compiled((client) => {
      const tasks = remoteModule<typeof import("./tasks.ts")>(new URL("./tasks.ts", import.meta.url));
      expectType<Future<number>>().of(client.submit(tasks.letters, "text"));
      expectType<Future<number>>().of(client.submit(tasks.letters, word, 3));
      expectType<Future<number>[]>().of(client.map(tasks.letters, ["a", word]));
      expectType<Future<string | undefined>>().of(client.submit(tasks.last, ["a", word]));
      expectType<Future<number>>().of(client.submit(tasks.parse, word, "number"));
      expectType<Future<string[]>[]>().of(client.map(tasks.parse, [word], ["words"]));
      // @ts-expect-error it takes a text
      client.submit(tasks.letters, 1);
      // @ts-expect-error the module has no such export
      client.submit(tasks.words, word);
    }),
  );
});
