import { payload, type Submission } from "../../support/words.ts";
import { type Acts, withHeld, withOne } from "./picks.ts";
import { SPECIAL } from "./world.ts";

/** Under what some tasks run: one of them alone on a GPU, two beside each other, or near a name. */
const RESTRICTIONS: readonly Submission[] = [
  { resources: [["gpu", 1]] },
  { resources: [["gpu", 0.5]] },
  { workers: [SPECIAL] },
  { workers: [SPECIAL], loose: true },
];

/** What clients may do. */
export const clientActs: Acts = {
  clientJoins: (world) => void world.addClient(),
  clientLeaves: (world, [a]) => withOne(world.clients, a, (client) => world.removeClient(client)),
  submits: (world, [a, b, c]) =>
    withOne(world.clients, a, (client) => {
      const held = [...client.holds.keys()];
      const dependencies = held.filter((_, i) => (b >> (i % 8)) & 1).slice(-3);
      world.submit(client, world.newKey(), {
        dependencies,
        retries: c % 2,
        priority: c % 3,
        actor: c % 8 === 7,
        ...(c % 16 === 15 && { name: `actor${b % 2}` }),
        ...RESTRICTIONS[(c >> 3) % 8],
      });
    }),
  submitsAgain: (world, [a, b]) =>
    withOne(world.clients, a, (client) => withOne(world.keys, b, (key) => world.submit(client, key, {}))),
  submitsHome: (world, [a, b, c]) =>
    withOne(world.clients, a, (client) =>
      withOne(world.workers, b, ({ address }) =>
        world.submit(client, world.newKey(), {
          dependencies: [...client.holds.keys()].slice(0, c % 3),
          home: address,
        }),
      ),
    ),
  holds: (world, [a, b]) =>
    withOne(world.clients, a, (client) =>
      withOne(world.keys, b, (key) => {
        client.holds.set(key, "untold");
        world.say(client, ["hold", [key]]);
      }),
    ),
  releases: (world, [a, b]) =>
    withHeld(world, a, b, (client, key) => {
      client.holds.delete(key);
      world.say(client, ["release", [key], null]);
    }),
  keeps: (world, [a, b]) => withHeld(world, a, b, (client, key) => world.say(client, ["keep", key])),
  cancels: (world, [a, b, c]) =>
    withHeld(world, a, b, (client, key) => {
      client.holds.delete(key);
      client.promises.delete(key);
      const force = c % 4 === 0;
      for (const other of world.clients) if (force) other.forced.add(key);
      world.say(client, ["cancel", [key], force, 1000]);
    }),
  cancelsAndSubmits: (world, [a, b]) =>
    withHeld(world, a, b, (client, key) => {
      client.holds.set(key, "running");
      client.promises.delete(key);
      world.say(client, ["cancel", [key], false, 1000], ["submit", key, ["f"], payload(key), [], null, null]);
      if (!client.holds.has(key)) throw new Error(`The next life of ${key} ended with the last one.`);
    }),
  retries: (world, [a, b]) => withHeld(world, a, b, (client, key) => world.say(client, ["retry", key])),
  misses: (world, [a, b]) =>
    withHeld(world, a, b, (client, key) => {
      const holders = world.tables.tasks.get(key)?.replicas.map(({ address }) => address) ?? [];
      world.say(client, ["missing", key, holders]);
    }),
  scatters: (world, [a, b, c]) =>
    withOne(world.clients, a, (client) => {
      // The same key stands for the same content, with the same futures inside.
      if (c % 3 === 0) return world.scatter(client, `data${b % 4}`, c % 2 === 0, []);
      world.scatter(client, world.newKey(), c % 2 === 0, [...client.holds.keys()].slice(0, b % 3));
    }),
  promises: (world, [a]) => withOne(world.clients, a, (client) => world.promise(client, world.newKey())),
  redeems: (world, [a, b, c]) =>
    withOne(world.clients, a, (client) =>
      withOne([...client.promises], b, (key) => world.redeem(client, key, c)),
    ),
  kills: (world, [a, b]) => withHeld(world, a, b, (client, key) => world.say(client, ["kill", b, key])),
  looksUp: (world, [a, b]) =>
    withOne(world.clients, a, (client) => world.say(client, ["lookup", b, `actor${b % 2}`])),
  publishes: (world, [a, b, c]) =>
    withHeld(world, a, b, (client, key) =>
      world.say(client, ["publish", b, `name${c % 3}`, key, c % 2 === 0]),
    ),
  unpublishes: (world, [a, b]) =>
    withOne(world.clients, a, (client) => world.say(client, ["unpublish", b, `name${b % 3}`])),
  finds: (world, [a, b]) =>
    withOne(world.clients, a, (client) => {
      const key = world.newKey();
      client.holds.set(key, "untold");
      world.say(client, ["find", key, `name${b % 3}`]);
    }),
  retires: (world, [a, b]) =>
    withOne(world.clients, a, (client) =>
      withOne(world.workers, b, ({ address }) => world.say(client, ["retire", b, [address]])),
    ),
  restarts: (world, [a, b]) =>
    withOne(world.clients, a, (client) => {
      if (b % 4 === 0) world.restart(client);
    }),
};
