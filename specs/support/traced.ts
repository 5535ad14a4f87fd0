import { Trace } from "../../src/client/observer/trace.ts";
import type { StreamView } from "../../src/client/observer/views.ts";
import { Roster } from "../../src/client/session/roster.ts";
import { Tracer } from "../../src/cluster/tracer.ts";
import { traceSubject, traces } from "../../src/protocol/subjects.ts";
import type { ActorFigures } from "../../src/protocol/trace.ts";
import { Office } from "./office.ts";

export const CLUSTER = "test";

export const WORKER = "worker.w";

/** A worker that can tell, and a client that may look, on one network under virtual time. */
export class House {
  readonly office = new Office();
  readonly roster = new Roster();
  readonly bus = this.office.network.connect();
  actors: ActorFigures[] = [];
  readonly tracer = new Tracer({
    bus: this.bus,
    clock: this.office.clock,
    cluster: CLUSTER,
    address: WORKER,
    state: () => "running",
    memory: () => ({ limit: 100, spilled: 7 }),
    actors: () => this.actors,
  });
  readonly trace = new Trace({
    bus: this.office.network.connect(),
    clock: this.office.clock,
    cluster: CLUSTER,
    address: "client.a",
    roster: this.roster,
  });
  readonly streams: StreamView[] = [];
  /** Batches that came by, whoever wanted them. */
  batches = 0;

  constructor() {
    this.roster.update([["ann", WORKER, 1, "here", false, 100]]);
    this.office.network.connect().subscribe(traces(CLUSTER), () => this.batches++);
  }

  watch(): () => void {
    return this.trace.watch((stream) => this.streams.push(stream));
  }

  /** A task took so long, until now. */
  task(key: string, ms = 1): void {
    this.tracer.tracing.recorder?.add("task", "1", "", key, 0, ms, "done", 3);
  }

  pass(ms: number): void {
    const { clock } = this.office;
    const end = clock.now() + ms;
    clock.after(ms, () => {});
    while (clock.now() < end) clock.step();
  }

  /** Puts bytes on the subject of somebody. */
  forge(from: string, bytes: Uint8Array): void {
    this.office.network.carry(traceSubject(CLUSTER, from), bytes);
    this.pass(1);
  }

  end(): void {
    this.tracer.close();
    this.trace.close();
  }
}

export function inHouse(act: (house: House) => void): () => void {
  return () => {
    const house = new House();
    act(house);
    house.end();
  };
}
