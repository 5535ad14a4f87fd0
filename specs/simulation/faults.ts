import type { SimulatedCluster, SimulatedWorker } from "./cluster.ts";
import type { SimulatedProcess } from "./process.ts";
import type { Random } from "./random.ts";

/** What may go wrong. */
export type FaultKind =
  /** A worker dies, and another comes. */
  | "crash"
  /** A worker is asked to end, and another comes. */
  | "leave"
  /** A thread of actors ends. */
  | "thread"
  /** The scheduler dies, and another begins. */
  | "scheduler"
  /** Another scheduler begins while the first only stands still, and goes on when it is too late. */
  | "usurp"
  /** The scheduler has no connection for so long that another may lead. */
  | "exile"
  /** A process stands still for a while. */
  | "freeze"
  /** What one process sends does not reach another for a while, nor maybe the other way. */
  | "partition"
  /** One process has no connection for a while. */
  | "cut"
  /** NATS ends, and with it what is under way, and begins again. */
  | "nats"
  /** A client dies. */
  | "client";

/** Something that goes wrong at some time. */
export interface Fault {
  readonly kind: FaultKind;
  /** Virtual ms from the beginning. */
  readonly at: number;
  /** For so long, ms. */
  readonly ms: number;
  /** Parts of those that there are then: at that place among them. */
  readonly who: number;
  readonly whom: number;
  readonly bothWays: boolean;
}

/** Longer than others keep what is for somebody whom they do not hear. */
export const LONG_MS = 70_000;

/** What may go wrong with whoever leads. */
export const UPHEAVALS: readonly FaultKind[] = ["scheduler", "usurp", "exile"];

/** Whether a second scheduler stands by in what the dice of a seed say, and leads where the first does not. */
export const standsBy = (seed: number): boolean => seed % 5 === 1;

/** Draws faults of these kinds in the first `span` ms; some last for `longest` ms. */
export function drawFaults(
  random: Random,
  kinds: readonly FaultKind[],
  count: number,
  span: number,
  longest = LONG_MS,
): Fault[] {
  return Array.from({ length: count }, () => ({
    kind: random.pick(kinds),
    at: random.next() * span,
    ms: random.chance(0.1) ? longest : random.pick([100, 500, 2000, 5000, 8000]) * random.next(),
    who: random.next(),
    whom: random.next(),
    bothWays: random.chance(0.5),
  }));
}

/** When all of them are over, and their consequences may begin to be; not before `least`. */
export const overBy = (faults: readonly Fault[], least: number): number =>
  Math.max(least, ...faults.map((fault) => fault.at + fault.ms)) + least;

/** A cluster in which things go wrong. */
export interface Scene {
  readonly cluster: SimulatedCluster;
  /** Clients that may die, or stand still. */
  readonly clients: readonly SimulatedProcess[];
  /** Addresses of workers whose actors may be gone. */
  readonly lost: Set<string>;
  /** Something goes wrong that has to do with these. */
  readonly touch?: (processes: readonly SimulatedProcess[]) => void;
  /** A worker in place of one that is gone. */
  addWorker(): SimulatedWorker;
}

const at = <T>(items: readonly T[], place: number): T | undefined => items[Math.floor(place * items.length)];

/** Lets it go wrong, and be over in time. */
export function strike(scene: Scene, { kind, ms, who, whom, bothWays }: Fault): void {
  const { cluster, clients, lost, addWorker } = scene;
  const { clock, court, network, workers } = cluster;
  const living = clients.filter(({ dead }) => !dead);
  const everybody = [...workers.map(({ process }) => process), ...living, ...court.processes];
  const worker = at(workers, who);
  const process = at(everybody, who);
  const other = at(everybody, whom);
  const touched = kind === "nats" ? everybody : [process, kind === "partition" ? other : undefined];
  scene.touch?.(touched.filter((one) => one !== undefined));
  switch (kind) {
    case "crash":
      if (worker !== undefined) cluster.crash(worker);
      if (worker !== undefined) lost.add(`worker.${worker.process.name}`);
      addWorker();
      return;
    case "leave":
      if (worker !== undefined) lost.add(`worker.${worker.process.name}`);
      // Who leaves last takes along what it has: nobody is there to take it over.
      void addWorker().service.joined.then(() => worker && cluster.leave(worker, bothWays));
      return;
    case "thread": {
      const thread = at(worker?.executors.at(-1)?.threads ?? [], whom);
      if (worker !== undefined) lost.add(`worker.${worker.process.name}`);
      void thread?.exit(new Error("The thread is out of memory."));
      return;
    }
    case "scheduler":
      return court.restart();
    case "usurp":
      // Nobody leads within the first second.
      return court.usurp(2000 + ms);
    case "exile": {
      const { leader } = court;
      return network.cut((bus) => bus.process === leader, 2000 + ms);
    }
    case "freeze":
      process?.freeze();
      clock.after(ms, () => process?.thaw());
      return;
    case "partition": {
      const heal = network.part(
        (from, to) =>
          (from.process?.whole === process && to.process?.whole === other) ||
          (bothWays && from.process?.whole === other && to.process?.whole === process),
      );
      clock.after(ms, heal);
      return;
    }
    case "cut":
      return network.cut((bus) => bus.process?.whole === process, ms);
    case "nats":
      return network.cut(() => true, ms);
    case "client":
      at(living, who)?.kill();
      return;
  }
}
