import { expect } from "chai";
import { type ActorRef, getClient, getSelf, TimeoutError } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { Gate } from "../support/gate.ts";

/** One of two that call each other. */
class Player {
  other: ActorRef<Player> | null = null;
  readonly log: string[] = [];

  meet(other: ActorRef<Player>): void {
    this.other = other;
  }

  note(text: string): string[] {
    this.log.push(text);
    return this.log;
  }

  async pass(times: number): Promise<number> {
    return times === 0 ? 0 : 1 + ((await this.other?.pass(times - 1)) ?? 0);
  }

  async askItself(): Promise<string[]> {
    this.log.push("before");
    await getSelf<ActorRef<Player>>().note("within");
    return [...this.log, "after"];
  }

  async askByTask(): Promise<string[]> {
    const self = getSelf<ActorRef<Player>>();
    await getClient().submit(async (player: ActorRef<Player>) => player.note("by a task"), self);
    const fn = async (player: ActorRef<Player>) => {
      const inner = (it: ActorRef<Player>) => it.note("by a task of a task");
      return getClient().submit(inner, player);
    };
    await getClient().submit(fn, self);
    return this.log;
  }

  async make(): Promise<string[]> {
    const child = await getClient().actor(
      class Child {
        tell(player: ActorRef<Player>): PromiseLike<string[]> {
          return player.note("by a child");
        }
      },
    );
    return child.tell(getSelf<ActorRef<Player>>());
  }

  /** Waits for who opens the gate at this port, then has a friend call back. */
  async hold(port: number): Promise<string[]> {
    const { connect } = await import("node:net");
    await new Promise<void>((resolve) => connect(port, "127.0.0.1").once("data", () => resolve()));
    await this.other?.tell("held");
    this.log.push("released");
    return this.log;
  }

  async tell(text: string): Promise<void> {
    await this.other?.note(text);
  }

  /** Is over when a call within it has begun, which lasts longer. */
  async lead(port: number): Promise<string> {
    const begun = new Promise<void>((resolve) => {
      this.begin = resolve;
    });
    void this.other?.follow(port);
    await begun;
    return "led";
  }

  async follow(port: number): Promise<void> {
    await this.other?.linger(port);
  }

  async linger(port: number): Promise<void> {
    this.begin();
    const { connect } = await import("node:net");
    await new Promise<void>((resolve) => connect(port, "127.0.0.1").once("data", () => resolve()));
    this.log.push("lingered");
  }

  begin(): void {}

  /** Waits for who opens the gate at this port, then calls the other. */
  async cross(port: number): Promise<string[] | undefined> {
    const { connect } = await import("node:net");
    await new Promise<void>((resolve) => connect(port, "127.0.0.1").once("data", () => resolve()));
    return await this.other?.note("crossed");
  }
}

for (const threads of [1, 2]) {
  describeOnEachBus(
    `actors that call each other on ${threads} threads`,
    { workers: 1, threads },
    (shared) => {
      async function pair(timeout = 20_000): Promise<[ActorRef<Player>, ActorRef<Player>]> {
        const client = shared.client.options({ timeout });
        const players = [await client.actor(Player), await client.actor(Player)] as const;
        await Promise.all([players[0].meet(players[1]), players[1].meet(players[0])]);
        return [...players];
      }

      it("are called back while their own calls are unfinished, however deep", async () => {
        const [one, two] = await pair();
        expect(await Promise.all([one.pass(20), two.note("x")])).to.deep.equal([20, ["x"]]);
        expect(await one.pass(1)).to.equal(1);
      });

      it("call themselves, by a reference, a task, a task of a task, and another actor", async () => {
        const [one, two] = await pair();
        expect(await one.askItself()).to.deep.equal(["before", "within", "after"]);
        expect(await two.askByTask()).to.deep.equal(["by a task", "by a task of a task"]);
        expect(await two.make()).to.include("by a child");
      });

      it("take a call from elsewhere only when their present one is over", async () => {
        await using gate = await Gate.build();
        const [one] = await pair();
        const held = one.hold(gate.port);
        await gate.arrived();
        const elsewhere = one.note("elsewhere");
        const task = shared.client.submit(async (player: ActorRef<Player>) => player.note("task"), one);
        gate.open();
        await Promise.all([held, elsewhere, task]);
        const log = await one.log;
        expect(log.slice(0, 2)).to.deep.equal(["held", "released"]);
        expect(log.slice(2)).to.have.members(["elsewhere", "task"]);
      });

      it("take a call from elsewhere only when those within their last one are over, too", async () => {
        await using gate = await Gate.build();
        const [one] = await pair();
        expect(await one.lead(gate.port)).to.equal("led");
        const elsewhere = one.note("elsewhere");
        await gate.arrived();
        gate.open();
        expect(await elsewhere).to.deep.equal(["lingered", "elsewhere"]);
      });

      it("that wait for each other in two chains end by their timeout, and go on", async () => {
        await using gate = await Gate.build();
        const [one, two] = await pair(2000);
        const crossing = [one.cross(gate.port), two.cross(gate.port)].map(failureOf);
        await gate.arrived(2);
        gate.open();
        for (const error of await Promise.all(crossing)) expect(error).to.be.instanceOf(TimeoutError);
        expect(await one.note("after")).to.include("after");
        expect(await two.note("after")).to.include("after");
      });
    },
  );
}
