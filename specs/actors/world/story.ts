import fc from "fast-check";
import { clientActs } from "./client-acts.ts";
import { type Acts, type Dice, withOne } from "./picks.ts";
import { workerActs } from "./worker-acts.ts";
import { World } from "./world.ts";

/** All that may happen. */
const acts: Acts = {
  ...clientActs,
  ...workerActs,
  swept: (world) => world.sweep(),
  pins: (world, [a, b]) =>
    withOne(world.clients, a, ({ holds }) =>
      world.pin([...holds.keys()].filter((_, i) => (b >> (i % 8)) & 1)),
    ),
  unpins: (world, [a]) => withOne([...world.pins.keys()], a, (pin) => world.unpin(pin)),
  takesOver: (world, [a, b]) => {
    if (b % 3 === 0) world.takeOver(a);
  },
};

/** How often each happens, where it is not once. */
const weights: Readonly<Record<string, number>> = {
  submits: 12,
  allRead: 6,
  workerJoins: 2,
  endsSmall: 4,
  endsLarge: 8,
  begins: 2,
  fails: 3,
  retries: 2,
  taskSubmits: 4,
  scatters: 4,
  promises: 3,
  redeems: 3,
  dies: 2,
  copies: 6,
  releases: 3,
  publishes: 2,
  finds: 2,
  retires: 2,
};

const act = fc.oneof(
  ...Object.keys(acts).map((name) => ({ weight: weights[name] ?? 1, arbitrary: fc.constant(name) })),
);
const die = fc.nat(255);
/** What happens, act by act. */
export const story = fc.array(fc.tuple(act, fc.tuple(die, die, die)), {
  minLength: 1,
  maxLength: 120,
  size: "max",
});

/** A world, with a store or without, in which a story has happened. */
export function tell(events: readonly (readonly [act: string, dice: Dice])[], durable: boolean): World {
  const world = new World(durable);
  world.addClient();
  world.addClient();
  world.addWorker(1);
  for (const [name, dice] of events) acts[name]?.(world, dice);
  return world;
}
