import { expect } from "chai";
import { systemView } from "../../src/client/observer/charts.ts";
import type { Traced } from "../../src/client/observer/trace.ts";

/** What a worker has told: where its machine is, and instants of its last events. */
function told(state: string, ...events: (readonly [at: number, type: string])[]): Traced {
  return {
    load: null,
    state: [state],
    events: events.map(([at, type]) => ({ at, type })),
    actors: new Map(),
  };
}

describe("the machines of a cluster, seen together", () => {
  const scheduler = { state: ["leading"], events: [] };

  it("have the workers by state, but those that have not told", () => {
    const workers = [
      ["ann", told("running")],
      ["bob", undefined],
      ["cid", told("paused")],
      ["dan", told("running")],
    ] as const;
    const view = systemView(scheduler, workers, { queued: 2, finished: 0 });
    expect(view.workers).to.deep.equal({ running: ["ann", "dan"], paused: ["cid"] });
    expect(view.worker.current).to.deep.equal(["running", "paused"]);
    expect(view.scheduler.current).to.deep.equal(["leading"]);
    expect(view.task.current).to.deep.equal(["queued"]);
  });

  it("have the last events of all workers, in the order in which they happened", () => {
    const late = told("running", [8, "first"], [90, "second"], [90, "third"]);
    const workers = Array.from({ length: 30 }, (_, at) => {
      const each = at === 8 ? late : told("running", [at, `a${at}`], [at + 0.5, `b${at}`]);
      return [`w${at}`, each] as const;
    });
    const view = systemView(scheduler, workers, {});
    const types = view.worker.events.map(({ type }) => type);
    expect(types).to.have.length(20);
    expect(types.slice(-4)).to.deep.equal(["a29", "b29", "second", "third"]);
    expect(types[0]).to.equal("a21");
  });
});
