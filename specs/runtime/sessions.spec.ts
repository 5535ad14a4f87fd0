import { expect } from "chai";
import fc from "fast-check";
import { SCHEDULER } from "../../src/protocol/subjects.ts";
import { FAIR, Office, word } from "../support/office.ts";

describe("a session of the post", () => {
  /** A client that says `hello` and then what it has to say, and all of that again after a reset. */
  function talking(office: Office, words: readonly string[]) {
    let resets = 0;
    const say = () => {
      for (const text of ["hello", ...words]) client.post.send(SCHEDULER, word(text));
    };
    const client = office.line("client.a", () => {
      resets++;
      say();
    });
    say();
    return { client, resets: () => resets };
  }

  it("begins anew when the scheduler has parted with it", async () => {
    const office = new Office();
    const scheduler = office.exchange(5);
    const { client, resets } = talking(office, ["1"]);
    await office.settle();
    scheduler.post.part("client.a");
    scheduler.post.send("client.a", word("lost"));
    client.post.send(SCHEDULER, word("2"));
    await office.settle();
    expect(resets()).to.equal(1);
    expect(scheduler.heard.slice(2)).to.deep.equal(["client.a: hello", "client.a: 1"]);
    scheduler.post.send("client.a", word("welcome"));
    await office.settle();
    expect(client.heard).to.deep.equal(["scheduler: welcome"]);
  });

  it("stays broken off when its first frame comes once more", async () => {
    const office = new Office();
    const scheduler = office.exchange(5);
    const frames = office.tap("client.a", SCHEDULER);
    const { client, resets } = talking(office, ["1"]);
    await office.settle();
    client.post.send(SCHEDULER, word("2"));
    await office.settle();
    scheduler.post.part("client.a");
    office.forge("client.a", SCHEDULER, frames[0] as Uint8Array);
    client.post.send(SCHEDULER, word("3"));
    await office.settle();
    expect(resets()).to.equal(1);
    expect(scheduler.heard.slice(3)).to.deep.equal(["client.a: hello", "client.a: 1"]);
  });

  it("begins anew with a new scheduler, which is heard of by its announcement or its answer", async () => {
    for (const announced of [true, false]) {
      const office = new Office();
      const first = office.exchange(5);
      const { client, resets } = talking(office, ["1"]);
      await office.settle();
      first.bus.cut();
      const second = office.exchange(6);
      if (announced) client.post.announced(SCHEDULER, 6);
      else client.post.send(SCHEDULER, word("2"));
      await office.settle();
      expect(resets(), String(announced)).to.equal(1);
      expect(second.heard).to.deep.equal(["client.a: hello", "client.a: 1"]);
      client.post.announced(SCHEDULER, 6);
      client.post.announced(SCHEDULER, 5);
      await office.settle();
      expect(resets()).to.equal(1);
    }
  });

  describe("that begins anew", () => {
    /** A client that says `hello`, and after a reset `hello again`; and each time whether a new process was there. */
    function greeting(office: Office) {
      const anew: boolean[] = [];
      const client = office.line("client.a", (to, isNew) => {
        anew.push(isNew);
        client.post.send(to, word("hello again"));
      });
      client.post.send(SCHEDULER, word("hello"));
      return { client, anew };
    }

    it("does so with the same scheduler, which may have done what it was told, or with a new one", async () => {
      const office = new Office();
      const first = office.exchange(5);
      const { client, anew } = greeting(office);
      await office.settle();
      first.post.part("client.a");
      client.post.send(SCHEDULER, word("1"));
      await office.settle();
      expect(anew).to.deep.equal([false]);
      first.bus.cut();
      office.exchange(6);
      client.post.announced(SCHEDULER, 6);
      await office.settle();
      const third = office.exchange(7);
      client.post.send(SCHEDULER, word("2"));
      await office.settle();
      expect(anew).to.deep.equal([false, true, true]);
      expect(third.heard).to.deep.equal(["client.a: hello again"]);
    });

    it("does so with the same scheduler also where that was never heard", async () => {
      const office = new Office();
      const scheduler = office.exchange(5);
      const { client, anew } = greeting(office);
      await Promise.resolve();
      while (scheduler.heard.length === 0) office.clock.step();
      scheduler.post.part("client.a");
      expect(client.post.heard).to.equal(0);
      await office.settle();
      expect(anew).to.deep.equal([false]);
      expect(scheduler.heard).to.deep.equal(["client.a: hello", "client.a: hello again"]);
    });

    it("does so once, however often its first frames are lost, and knows a new scheduler by then", async () => {
      for (const replaced of [false, true]) {
        const office = new Office();
        let scheduler = office.exchange(5);
        const { client, anew } = greeting(office);
        await office.settle();
        scheduler.post.part("client.a");
        client.post.send(SCHEDULER, word("1"));
        await Promise.resolve();
        while (anew.length === 0) office.clock.step();
        office.network.weather = { ...FAIR, drop: 1 };
        await Promise.resolve();
        for (let i = 0; i < 3; i++) office.clock.step();
        expect(scheduler.heard).to.deep.equal(["client.a: hello"]);
        if (replaced) {
          scheduler.bus.cut();
          scheduler = office.exchange(6);
        }
        office.network.weather = FAIR;
        await office.settle();
        expect(anew, String(replaced)).to.deep.equal(replaced ? [false, true] : [false]);
        expect(scheduler.heard.at(-1)).to.equal("client.a: hello again");
      }
    });
  });

  it("is not disturbed by an earlier scheduler that still talks", async () => {
    const office = new Office();
    const first = office.exchange(5);
    const { client, resets } = talking(office, []);
    await office.settle();
    const second = office.exchange(6);
    client.post.announced(SCHEDULER, 6);
    await office.settle();
    first.post.send("client.a", word("I still lead"));
    first.post.close();
    second.post.send("client.a", word("welcome"));
    await office.settle();
    expect(resets()).to.equal(1);
    expect(client.heard).to.deep.equal(["scheduler: welcome"]);
    expect(first.heard).to.deep.equal(["client.a: hello"]);
  });

  it("takes nothing that belongs to an earlier one", async () => {
    const office = new Office();
    const scheduler = office.exchange(5);
    const toScheduler = office.tap("client.a", SCHEDULER);
    const toClient = office.tap(SCHEDULER, "client.a");
    const { client, resets } = talking(office, ["1"]);
    await office.settle();
    scheduler.post.send("client.a", word("first"));
    await office.settle();
    const late = [...toScheduler];
    const lateAnswers = [...toClient];
    scheduler.post.part("client.a");
    client.post.send(SCHEDULER, word("2"));
    await office.settle();
    scheduler.heard.length = 0;
    client.heard.length = 0;
    for (const bytes of late) office.forge("client.a", SCHEDULER, bytes);
    for (const bytes of lateAnswers) office.forge(SCHEDULER, "client.a", bytes);
    await office.settle();
    expect([scheduler.heard, client.heard, resets()]).to.deep.equal([[], [], 1]);
  });

  it("gets everything through, in order and once, whatever the weather and however often it is broken off", async () => {
    const fault = fc.record({ at: fc.nat(2000), restart: fc.boolean() });
    const faults = fc.array(fault, { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat({ max: 40 }), faults, async (seed, percent, broken) => {
        const chance = percent / 100;
        const office = new Office({ drop: chance, repeat: chance, delay: 100 }, seed);
        const heard: string[] = [];
        let epoch = 1;
        let scheduler = office.exchange(epoch, heard);
        const said: string[] = [];
        const { client } = talking(office, said);
        for (let i = 0; i < 20; i++) {
          office.clock.after(i * 100, () => {
            said.push(String(i));
            client.post.send(SCHEDULER, word(String(i)));
          });
        }
        for (const { at, restart } of broken) {
          office.clock.after(at, () => {
            if (!restart) return scheduler.post.part("client.a");
            scheduler.bus.cut();
            scheduler = office.exchange(++epoch, heard);
          });
        }
        office.clock.after(2500, () => {
          office.network.weather = FAIR;
          client.post.send(SCHEDULER, word("end"));
          said.push("end");
        });
        await office.settle();
        const all = ["hello", ...said].map((text) => `client.a: ${text}`);
        const words = heard.filter((text) => text !== "client.a: another session");
        expect(words.slice(words.lastIndexOf("client.a: hello"))).to.deep.equal(all);
        // Each session has heard what was said from its beginning, without a gap.
        let place = 0;
        for (const text of words) {
          if (text === all[0]) place = 0;
          expect(text).to.equal(all[place++]);
        }
      }),
      { numRuns: 200 },
    );
  });
});
