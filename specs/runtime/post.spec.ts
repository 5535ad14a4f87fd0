import { expect } from "chai";
import fc from "fast-check";
import type { BusStatus } from "../../src/bus/bus.ts";
import { encodeBatch } from "../../src/codec/batch.ts";
import { SCHEDULER } from "../../src/protocol/subjects.ts";
import { layOut, readFrame } from "../../src/runtime/frame.ts";
import { FAIR, Office, word } from "../support/office.ts";

const never = () => {
  throw new Error("There was no reason for a reset.");
};

describe("the post", () => {
  it("carries mail both ways, once a session is begun from outside", async () => {
    const office = new Office();
    const scheduler = office.exchange(5);
    const client = office.line("client.a", never);
    scheduler.post.send("client.a", word("too early"));
    client.post.send(SCHEDULER, word("hello"));
    client.post.send(SCHEDULER, word("again"));
    await office.settle();
    scheduler.post.send("client.a", word("welcome"));
    await office.settle();
    expect(scheduler.heard).to.deep.equal(["client.a: hello", "client.a: again"]);
    expect(client.heard).to.deep.equal(["scheduler: welcome"]);
  });

  it("hears that a peer has begun another session in place of its own, and of no other", async () => {
    const office = new Office();
    const scheduler = office.exchange(5);
    const client = office.line("client.a", never);
    client.post.send(SCHEDULER, word("hello"));
    await office.settle();
    client.post.leave(SCHEDULER);
    client.post.send(SCHEDULER, word("again"));
    await office.settle();
    scheduler.post.part("client.a");
    client.post.leave(SCHEDULER);
    client.post.send(SCHEDULER, word("at last"));
    await office.settle();
    expect(scheduler.heard).to.deep.equal([
      "client.a: hello",
      "client.a: another session",
      "client.a: again",
      "client.a: at last",
    ]);
  });

  it("sends what is said in one turn to one address as one message", async () => {
    const office = new Office();
    const scheduler = office.exchange(5);
    const client = office.line("client.a", never);
    const frames = office.tap("client.a", SCHEDULER);
    for (let i = 0; i < 100; i++) client.post.send(SCHEDULER, word(String(i)));
    await office.settle();
    expect(scheduler.heard).to.have.length(100);
    expect(frames).to.have.length(1);
  });

  it("counts what comes from the scheduler, were it only that it has heard", async () => {
    const office = new Office();
    const client = office.line("client.a", never);
    client.post.send(SCHEDULER, word("hello"));
    await Promise.resolve();
    expect(client.post.heard).to.equal(0);
    office.exchange(5);
    client.post.announced(SCHEDULER, 5);
    await office.settle();
    const { heard } = client.post;
    expect(heard).to.be.greaterThan(0);
    client.post.send(SCHEDULER, word("again"));
    await office.settle();
    expect(client.post.heard).to.be.greaterThan(heard);
  });

  it("waits for a scheduler that is not there yet, and hears of its coming", async () => {
    const office = new Office();
    const client = office.line("client.a", never);
    client.post.send(SCHEDULER, word("hello"));
    await Promise.resolve();
    const scheduler = office.exchange(5);
    client.post.announced(SCHEDULER, 5);
    await office.settle();
    expect(scheduler.heard).to.deep.equal(["client.a: hello"]);
  });

  it("says again at once what may have been lost while the bus was away", async () => {
    let connected: (status: BusStatus) => void = never;
    const office = new Office({ drop: 1, repeat: 0, delay: 0 });
    const scheduler = office.exchange(5);
    const onStatus = (listener: typeof connected) => {
      connected = listener;
      return () => {};
    };
    const client = office.line("client.a", never, Object.assign(office.network.connect(), { onStatus }));
    client.post.send(SCHEDULER, word("hello"));
    await Promise.resolve();
    office.network.weather = FAIR;
    const before = office.clock.now();
    connected("connected");
    office.clock.step();
    expect(scheduler.heard).to.deep.equal(["client.a: hello"]);
    expect(office.clock.now()).to.equal(before);
  });

  it("says nothing more once it is closed, not even again", async () => {
    const office = new Office({ drop: 1, repeat: 0, delay: 0 });
    const frames = office.tap("client.a", SCHEDULER);
    const client = office.line("client.a", never);
    client.post.send(SCHEDULER, word("bye"));
    client.post.close();
    office.network.weather = FAIR;
    await office.settle();
    expect(frames).to.deep.equal([]);
    expect(office.network.counts.carried).to.equal(1);
  });
});

describe("the post of one who writes to several", () => {
  it("has a session with each, and is answered on it", async () => {
    const office = new Office();
    const hosts = ["actors.x", "actors.y"].map((address) => office.exchange(5, [], address));
    const caller = office.line("caller.a", never);
    for (const to of ["actors.x", "actors.y", "actors.x"]) caller.post.send(to, word(`to ${to}`));
    await office.settle();
    expect(hosts.map(({ heard }) => heard)).to.deep.equal([
      ["caller.a: to actors.x", "caller.a: to actors.x"],
      ["caller.a: to actors.y"],
    ]);
    for (const { post } of hosts) post.send("caller.a", word("here"));
    await office.settle();
    expect(caller.heard).to.have.members(["actors.x: here", "actors.y: here"]);
    expect([...caller.post.partners]).to.deep.equal(["actors.x", "actors.y"]);
  });

  it("is told which of them does not know it any more, and the others go on", async () => {
    const office = new Office();
    const [one, other] = ["actors.x", "actors.y"].map((address) => office.exchange(5, [], address));
    const resets: string[] = [];
    const caller = office.line("caller.a", (to) => resets.push(to));
    for (const to of ["actors.x", "actors.y"]) caller.post.send(to, word("1"));
    await office.settle();
    one?.post.part("caller.a");
    for (const to of ["actors.x", "actors.y"]) caller.post.send(to, word("2"));
    await office.settle();
    expect(resets).to.deep.equal(["actors.x"]);
    caller.post.send("actors.x", word("3"));
    await office.settle();
    expect(one?.heard).to.deep.equal(["caller.a: 1", "caller.a: 3"]);
    expect(other?.heard).to.deep.equal(["caller.a: 1", "caller.a: 2"]);
  });

  it("says nothing more to one that it leaves, hears nothing of it, and may begin anew", async () => {
    const office = new Office();
    const host = office.exchange(5, [], "actors.x");
    const caller = office.line("caller.a", never);
    caller.post.send("actors.x", word("1"));
    await office.settle();
    caller.post.send("actors.x", word("2"));
    caller.post.leave("actors.x");
    host.post.send("caller.a", word("late"));
    host.post.flush();
    host.post.part("caller.a");
    await office.settle();
    expect([host.heard, caller.heard]).to.deep.equal([["caller.a: 1"], []]);
    caller.post.send("actors.x", word("3"));
    await office.settle();
    host.post.send("caller.a", word("again"));
    await office.settle();
    expect([host.heard, caller.heard]).to.deep.equal([["caller.a: 1", "caller.a: 3"], ["actors.x: again"]]);
  });

  it("is silent when it has not acknowledged anything for a minute", async () => {
    const office = new Office();
    const host = office.exchange(5, [], "actors.x");
    const caller = office.line("caller.a", never);
    caller.post.send("actors.x", word("1"));
    await office.settle();
    caller.bus.cut();
    const before = office.clock.now();
    host.post.send("caller.a", word("answer"));
    await Promise.resolve();
    while (host.heard.length < 2 && office.clock.step()) await Promise.resolve();
    expect(host.heard).to.deep.equal(["caller.a: 1", "caller.a: silent"]);
    expect(office.clock.now() - before).to.be.within(60_000, 70_000);
    host.post.part("caller.a");
    await office.settle();
    expect(host.heard).to.have.length(2);
  });
});

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

describe("garbage in the post", () => {
  it("harms nobody else, and is reported once for each sender", async () => {
    const office = new Office();
    const scheduler = office.exchange(5);
    const good = office.line("client.good", never);
    good.post.send(SCHEDULER, word("hello"));
    await office.settle();
    for (let i = 0; i < 3; i++) office.forge("client.bad", SCHEDULER, new Uint8Array([1, 2, 3]));
    const frame = { session: 1, to: 0, acknowledged: 0, more: false, reset: false, asks: false };
    office.forge(
      "client.worse",
      SCHEDULER,
      layOut({ ...frame, sequence: 1, body: encodeBatch(["nonsense"]) }),
    );
    office.forge(
      "client.worse",
      SCHEDULER,
      layOut({ ...frame, sequence: 2, body: encodeBatch([word("sorry")]) }),
    );
    await office.settle();
    good.post.send(SCHEDULER, word("again"));
    await office.settle();
    expect(scheduler.heard).to.have.members([
      "client.good: hello",
      "client.bad: garbage",
      "client.worse: garbage",
      "client.worse: unreadable",
      "client.worse: sorry",
      "client.good: again",
    ]);
  });

  it("is reported once, however many sessions it comes in, and counted each time", async () => {
    const office = new Office();
    const { post, heard } = office.exchange(5);
    const frame = { to: 0, acknowledged: 0, more: false, reset: false, asks: false };
    for (let session = 1; session <= 5; session++) {
      const body = encodeBatch(["nonsense"]);
      office.forge("client.bad", SCHEDULER, layOut({ ...frame, session, sequence: 1, body }));
      await office.settle();
    }
    expect(heard.filter((line) => line.endsWith("garbage"))).to.deep.equal(["client.bad: garbage"]);
    expect(post.faults).to.equal(5);
  });

  it("does not come from anybody but the scheduler to a client", async () => {
    const office = new Office();
    const scheduler = office.exchange(5);
    const client = office.line("client.a", never);
    client.post.send(SCHEDULER, word("hello"));
    await office.settle();
    const frame = { session: 9, to: 1, sequence: 1, acknowledged: 0, more: false, asks: false };
    for (const reset of [true, false]) {
      office.forge("client.bad", "client.a", layOut({ ...frame, reset, body: encodeBatch([word("evil")]) }));
    }
    await office.settle();
    scheduler.post.send("client.a", word("welcome"));
    await office.settle();
    expect(client.heard).to.deep.equal(["scheduler: welcome"]);
  });

  it("is no reason for an answer that would be answered in turn", async () => {
    const office = new Office();
    office.exchange(5);
    const answers = office.tap(SCHEDULER, "client.a");
    const frame = {
      session: 3,
      to: 0,
      acknowledged: 1,
      more: false,
      reset: false,
      asks: false,
      body: new Uint8Array(),
    };
    office.forge("client.a", SCHEDULER, layOut({ ...frame, sequence: 0 }));
    await office.settle();
    expect(answers.map((bytes) => readFrame(bytes).reset)).to.deep.equal([true]);
  });

  it("is not a frame that overtook the first of its session, which begins all the same", async () => {
    const office = new Office();
    const { heard, post } = office.exchange(5);
    const answers = office.tap(SCHEDULER, "client.a");
    const frame = { session: 3, to: 0, acknowledged: 0, more: false, reset: false, asks: false };
    const say = async (sequence: number) => {
      const body = encodeBatch([word(`word ${sequence}`)]);
      office.forge("client.a", SCHEDULER, layOut({ ...frame, sequence, body }));
      await office.settle();
    };
    for (const sequence of [2, 1, 2]) await say(sequence);
    expect(heard).to.deep.equal(["client.a: word 1", "client.a: word 2"]);
    const resets = () => answers.filter((bytes) => readFrame(bytes).reset).length;
    expect(resets()).to.equal(0);
    post.part("client.a");
    await say(3);
    expect(resets()).to.equal(1);
  });
});

describe("the post of a scheduler", () => {
  it("ends sessions with strangers at the second look, and with nobody it knows", async () => {
    const office = new Office();
    const { post } = office.exchange(5);
    const resets: string[] = [];
    const line = (address: string) => office.line(address, () => resets.push(address)).post;
    for (const name of ["known", "stranger"]) line(`client.${name}`).send(SCHEDULER, word("hello"));
    const half = { session: 1, to: 0, sequence: 1, acknowledged: 0, more: true, reset: false, asks: false };
    for (let i = 0; i < 10; i++)
      office.forge(`x.${i}`, SCHEDULER, layOut({ ...half, body: Buffer.alloc(100) }));
    await office.settle();
    expect([...post.partners]).to.have.length(12);
    const isKnown = (address: string) => address === "client.known";
    post.weed(isKnown);
    expect([...post.partners]).to.have.length(12);
    post.weed(isKnown);
    expect([...post.partners]).to.deep.equal(["client.known"]);
    expect(resets).to.deep.equal([]);
  });

  it("lets a stranger begin again whose session was ended", async () => {
    const office = new Office();
    const scheduler = office.exchange(5);
    const stranger = office.line("supervisor.s", (to) => stranger.post.send(to, word("again")));
    stranger.post.send(SCHEDULER, word("hello"));
    await office.settle();
    for (let i = 0; i < 2; i++) scheduler.post.weed(() => false);
    stranger.post.send(SCHEDULER, word("lost"));
    await office.settle();
    expect(scheduler.heard).to.deep.equal(["supervisor.s: hello", "supervisor.s: again"]);
  });
});
