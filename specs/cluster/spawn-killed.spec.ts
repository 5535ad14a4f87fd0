import { expect } from "chai";
import { ActorDiedError, Client } from "troupe";
import { failureOf } from "../support/failure.ts";
import { machines } from "../support/spawning.ts";
import { beginTypeScript, endTypeScript } from "../support/typescript.ts";

describe("a spawned machine whose worker is killed", () => {
  before(beginTypeScript);
  after(endTypeScript);

  it("fails for its watchers", async () => {
    await using client = await Client.local({ bus: "nats", workers: 1 });
    const ref = await client.spawn(machines.holding);
    const errors: unknown[] = [];
    ref.subscribe({ error: (error) => errors.push(error) });
    ref.send({ type: "die" });
    expect(await failureOf(ref.output)).to.be.instanceOf(ActorDiedError);
    expect(errors).to.have.length(1);
    ref.send({ type: "hold", value: 1 });
    const next = await client.spawn(machines.holding);
    expect(next.getSnapshot().context).to.deep.equal({ held: null });
  });
});
