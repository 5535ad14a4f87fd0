import type { Random } from "../simulation/random.ts";
import type { Fence } from "./fence.ts";
import type { User } from "./user.ts";

/** One thing that a client does; `serial` is new each time. */
export type Habit = (user: User, random: Random, serial: string) => Promise<void>;

/** How long somebody waits: not at all, some ms, or as long as it takes. */
const patience = (random: Random): { timeout?: number } => {
  const timeout = random.pick([0, 2, 5, 20, 200, null]);
  return timeout === null ? {} : { timeout };
};

const AT_ONCE = { timeout: 0 };

/** Puts and gets, one item at a time. */
export const queueing =
  (name: string, maxSize: number): Habit =>
  async (user, random, serial) => {
    if (random.chance(0.55)) await user.put(name, maxSize, serial, patience(random));
    else await user.get(name, maxSize, 1, patience(random));
  };

/** Puts and gets, of several items at times. */
export const batching =
  (name: string, maxSize: number): Habit =>
  async (user, random, serial) => {
    if (random.chance(0.6)) await user.put(name, maxSize, serial, patience(random));
    else await user.get(name, maxSize, random.pick([1, 1, 2, 3]), patience(random));
  };

/** Takes one lock, or some, touches what they protect, and gives them back; at times once more. */
export const locking =
  (names: readonly string[], fence: Fence): Habit =>
  async (user, random) => {
    const wanted = random.chance(0.8) ? [random.pick(names)] : names.filter(() => random.chance(0.5));
    const held = wanted.length === 0 ? null : await user.acquire(wanted, patience(random));
    if (held === null) return;
    await user.dwell(random);
    const admitted = fence.admits(wanted, held.token);
    if ((await held.release()) && !admitted) fence.accuse(wanted, held.token);
    if (random.chance(0.05)) await held.release();
  };

export const leasing =
  (name: string, leases: number): Habit =>
  async (user, random) => {
    const held = await user.lease(name, leases, patience(random));
    if (held === null) return;
    await user.dwell(random);
    await held.release();
    if (random.chance(0.05)) await held.release();
  };

export const varying =
  (name: string): Habit =>
  async (user, random, serial) => {
    const dice = random.next();
    if (dice < 0.4) await user.set(name, serial);
    else if (dice < 0.95) await user.read(name, patience(random));
    else await user.delete(name);
  };

export const signalling =
  (name: string): Habit =>
  async (user, random) => {
    const dice = random.next();
    if (dice < 0.2) await user.signal(name, "set");
    else if (dice < 0.4) await user.signal(name, "clear");
    else if (dice < 0.7) await user.isSet(name);
    else await user.wait(name, patience(random));
  };

/** Does what others may wait for without end. */
export const helping =
  (queues: readonly (readonly [name: string, maxSize: number])[], variable: string, event: string): Habit =>
  async (user, random, serial) => {
    for (const [name, maxSize] of queues) {
      await user.put(name, maxSize, `${serial}-${name}`, AT_ONCE);
      await user.get(name, maxSize, 1, AT_ONCE);
      await user.put(name, maxSize, `${serial}-${name}-more`, AT_ONCE);
    }
    await user.set(variable, serial);
    await user.signal(event, "set");
    await user.dwell(random);
  };

/** Does one thing after the other, so often, or until the client is gone. */
export async function practise(
  user: User,
  habit: Habit,
  random: Random,
  name: string,
  times: number,
): Promise<void> {
  for (let i = 0; i < times && !user.over; i++) await habit(user, random, `${user.name}-${name}-${i}`);
}

/** Takes out what is left in a queue, and what is put in then: what was put before and did not come out is lost. */
export async function drain(user: User, name: string, maxSize: number): Promise<void> {
  await user.get(name, maxSize, "all", {});
  await user.put(name, maxSize, `${user.name}-${name}`, {});
  await user.get(name, maxSize, "all", {});
}
