import { expect } from "chai";
import { TroupeError } from "../../src/protocol/errors.ts";
import type { Log } from "../../src/store/log.ts";
import { failureOf } from "../support/failure.ts";

/** Where logs are kept: each `open` is another writer to the same one, as a process of its own would be. */
export interface Archive {
  open(): Log;
  close(): Promise<void>;
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** What a log has, as texts. */
export async function contentOf(log: Log): Promise<{ snapshot: string | null; entries: string[] }> {
  const { snapshot, entries } = await log.read();
  return { snapshot: snapshot && text(snapshot), entries: entries.map(text) };
}

/** The behaviour that every log shares. */
export function logContract(name: string, build: () => Promise<Archive>): void {
  describe(`a log ${name}`, () => {
    let archive: Archive;

    beforeEach(async () => {
      archive = await build();
    });

    afterEach(() => archive?.close());

    const append = (log: Log, ...texts: readonly string[]) =>
      Promise.all(texts.map((text) => log.append(bytes(text))));

    it("is empty at first, and can be read again", async () => {
      const log = archive.open();
      expect(await contentOf(log)).to.deep.equal({ snapshot: null, entries: [] });
      expect(await contentOf(log)).to.deep.equal({ snapshot: null, entries: [] });
    });

    it("has what was appended in the order of the calls, empty entries too", async () => {
      const log = archive.open();
      await log.read();
      const texts = Array.from({ length: 1000 }, (_, i) => (i % 10 === 0 ? "" : `entry ${i}`));
      await append(log, ...texts);
      expect(await contentOf(archive.open())).to.deep.equal({ snapshot: null, entries: texts });
    });

    it("goes on where another writer has left off", async () => {
      for (const word of ["one", "two", "three"]) {
        const log = archive.open();
        await log.read();
        await append(log, word);
      }
      expect((await contentOf(archive.open())).entries).to.deep.equal(["one", "two", "three"]);
    });

    it("has a snapshot in place of what was appended before, and all that came after", async () => {
      const log = archive.open();
      await log.read();
      const done = [
        append(log, "a", "b"),
        log.compact(bytes("a, b")),
        append(log, "c"),
        log.compact(bytes("a, b, c")),
        append(log, "d", "e"),
      ];
      await Promise.all(done);
      expect(await contentOf(archive.open())).to.deep.equal({ snapshot: "a, b, c", entries: ["d", "e"] });
    });

    it("takes snapshots and entries of any size", async () => {
      const log = archive.open();
      await log.read();
      const large = (size: number) => Uint8Array.from({ length: size }, (_, i) => i % 251);
      const sizes = [0, 512 * 1024, 512 * 1024 + 1, 3_000_000];
      for (const size of sizes) {
        await Promise.all([log.append(bytes("before")), log.compact(large(size)), log.append(large(size))]);
        const { snapshot, entries } = await archive.open().read();
        expect(snapshot, String(size)).to.deep.equal(large(size));
        expect(entries, String(size)).to.deep.equal([large(size)]);
        await log.read();
      }
    });

    it("is written by who has read it last: whoever has before fails, and all that it says later", async () => {
      const [older, newer] = [archive.open(), archive.open()];
      await older.read();
      await append(older, "kept");
      await newer.read();
      const late = [
        older.append(bytes("late")),
        older.append(bytes("later")),
        older.compact(bytes("latest")),
      ];
      for (const failure of late)
        expect((await failureOf(failure)).message).to.include("Another process writes");
      await append(newer, "new");
      expect((await failureOf(older.append(bytes("too late")))).message).to.include("Another process writes");
      expect(await contentOf(archive.open())).to.deep.equal({ snapshot: null, entries: ["kept", "new"] });
    });

    it("is read before it is written", async () => {
      const log = archive.open();
      expect(await failureOf(log.append(bytes("blind")))).to.be.instanceOf(TroupeError);
      expect(await failureOf(log.compact(bytes("blind")))).to.be.instanceOf(TroupeError);
      expect((await contentOf(log)).entries).to.deep.equal([]);
    });

    it("loses nothing that it took between two writers that both go on", async () => {
      const [one, other] = [archive.open(), archive.open()];
      const taken: string[] = [];
      const write = async (log: Log, text: string) => {
        await log.append(bytes(text)).then(
          () => taken.push(text),
          () => {},
        );
      };
      for (let round = 0; round < 5; round++) {
        await one.read();
        const writes = Array.from({ length: 50 }, (_, i) => write(one, `one ${round} ${i}`));
        await other.read();
        writes.push(...Array.from({ length: 50 }, (_, i) => write(other, `other ${round} ${i}`)));
        await Promise.all(writes);
      }
      const { entries } = await contentOf(archive.open());
      expect(entries.filter((entry) => taken.includes(entry))).to.have.lengthOf(taken.length);
      expect(entries).to.include.members(taken);
    });
  });
}
