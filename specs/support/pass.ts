import type { SimulatedClock } from "../simulation/clock.ts";

/** Lets so much virtual time pass, ms, and all be said that is to be said meanwhile. */
export async function pass(clock: SimulatedClock, ms: number): Promise<void> {
  let over = false;
  clock.after(ms, () => {
    over = true;
  });
  while (!over) {
    await Promise.resolve();
    clock.step();
  }
}
