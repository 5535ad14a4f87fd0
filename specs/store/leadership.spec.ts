import { expect } from "chai";
import { connectNats } from "../../src/bus/nats.ts";
import { startNatsServer } from "../../src/bus/server.ts";
import { openJetStream } from "../../src/store/jetstream.ts";
import type { Leadership } from "../../src/store/leadership.ts";
import { MemoryLeadership } from "../../src/store/memory-leadership.ts";

const lead = (epoch: number) => ({ epoch, renewed: epoch + 1, holder: `h${epoch}`, over: false });

interface Capitol {
  readonly record: Leadership;
  close(): Promise<void>;
}

const places: readonly (readonly [name: string, build: () => Promise<Capitol>])[] = [
  ["in memory", async () => ({ record: new MemoryLeadership(), close: async () => {} })],
  [
    "in JetStream",
    async () => {
      const server = await startNatsServer({ jetstream: true });
      const bus = await connectNats({ servers: server.url });
      const store = await openJetStream(bus, "here");
      if (store === undefined) throw new Error("There is no JetStream.");
      const close = async () => {
        await bus.close();
        await server.close();
      };
      return { record: store.leadership, close };
    },
  ],
];

for (const [name, build] of places) {
  describe(`the record of who leads ${name}`, () => {
    let capitol: Capitol;
    let record: Leadership;

    beforeEach(async () => {
      capitol = await build();
      record = capitol.record;
    });

    afterEach(() => capitol?.close());

    it("says at first that nobody does", async () => {
      expect(await record.look()).to.deep.equal({ lead: null, version: 0 });
    });

    it("has what was written last, and a greater version each time", async () => {
      await record.look();
      const first = await record.write(lead(1), 0);
      expect(await record.look()).to.deep.equal({ lead: lead(1), version: first });
      const second = await record.write({ ...lead(2), over: true }, first as number);
      expect(second).to.be.greaterThan(first as number);
      expect(await record.look()).to.deep.equal({ lead: { ...lead(2), over: true }, version: second });
    });

    it("is taken by one of many who write at once", async () => {
      const { version } = await record.look();
      const outcomes = await Promise.all([1, 2, 3, 4, 5].map((epoch) => record.write(lead(epoch), version)));
      const winners = outcomes.filter((outcome) => outcome !== null);
      expect(winners).to.have.lengthOf(1);
      expect(await record.look()).to.deep.equal({
        lead: lead(outcomes.indexOf(winners[0] as number) + 1),
        version: winners[0],
      });
    });

    it("is not replaced by who has seen another one", async () => {
      await record.look();
      const version = await record.write(lead(1), 0);
      expect(await record.write(lead(2), 0)).to.equal(null);
      expect(await record.look()).to.deep.equal({ lead: lead(1), version });
    });
  });
}
