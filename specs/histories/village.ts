import type { Fence } from "./fence.ts";
import {
  batching,
  drain,
  type Habit,
  helping,
  leasing,
  locking,
  queueing,
  signalling,
  varying,
} from "./habits.ts";
import type { User } from "./user.ts";
import type { Bounds } from "./verdict.ts";

export const LOCK_NAMES = ["ann", "bob", "cid"];

/** What everybody does to one primitive of each kind, by a name for it; `fence` is what the locks protect. */
export const habitsOf = (fence: Fence): Readonly<Record<string, Habit>> => ({
  queue: queueing("queue", 0),
  narrow: batching("narrow", 4),
  locks: locking(LOCK_NAMES, fence),
  semaphore: leasing("semaphore", 3),
  variable: varying("variable"),
  event: signalling("event"),
});

/** What one does so that nobody waits without end. */
export const HELP = helping(
  [
    ["queue", 0],
    ["narrow", 4],
  ],
  "variable",
  "event",
);

export const BOUNDS: Bounds = { maxSizes: { narrow: 4 }, leases: 3 };

/** Waits until everything can be had, takes it, and looks that nothing is left. */
export async function tidy(user: User): Promise<void> {
  for (const name of LOCK_NAMES) await user.acquire([name], {});
  for (let i = 0; i < BOUNDS.leases; i++) await user.lease("semaphore", BOUNDS.leases, {});
  await drain(user, "queue", 0);
  await drain(user, "narrow", 4);
}
