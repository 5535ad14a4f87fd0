import { expect } from "chai";
import { Post } from "../../src/cluster/post.ts";
import { type Deferred, deferred } from "../../src/runtime/deferred.ts";
import { SimulatedClock } from "../simulation/clock.ts";

describe("a post for a process", () => {
  let clock: SimulatedClock;
  let lives: Deferred<string>[];
  let post: Post<{ readonly ended: Promise<string> }>;

  beforeEach(() => {
    clock = new SimulatedClock();
    lives = [];
    post = new Post(clock, () => {
      const life = deferred<string>();
      lives.push(life);
      return { ended: life.promise };
    });
  });

  /** The present process dies, which is noticed at once. */
  async function die(): Promise<void> {
    lives.at(-1)?.resolve("SIGKILL");
    await post.child.ended;
    await Promise.resolve();
  }

  it("is filled again whenever the process has died, after a pause that grows", async () => {
    const pauses: number[] = [];
    for (let i = 1; i <= 3; i++) {
      await die();
      const died = clock.now();
      expect(lives).to.have.lengthOf(i);
      expect(clock.step()).to.equal(true);
      expect(lives).to.have.lengthOf(i + 1);
      expect(post.child.ended).to.equal(lives.at(-1)?.promise);
      pauses.push(clock.now() - died);
    }
    expect(pauses).to.deep.equal([50, 100, 200]);
  });

  it("is not filled again once it is dismissed, and nothing is waited for then", async () => {
    await die();
    post.dismiss();
    expect(clock.step()).to.equal(false);
    expect(lives).to.have.lengthOf(1);
  });

  it("stays empty where it was dismissed before the process died", async () => {
    post.dismiss();
    await die();
    expect([post.dismissed, clock.step()]).to.deep.equal([true, false]);
  });
});
