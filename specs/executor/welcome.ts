import type { Bus } from "../../dist/src/bus/bus.js";
import type { ToClient, ToScheduler } from "../../dist/src/protocol/messages.js";
import { checkToScheduler } from "../../dist/src/protocol/shapes.js";
import { SCHEDULER } from "../../dist/src/protocol/subjects.js";
import { systemClock } from "../../dist/src/runtime/clock.js";
import { Exchange } from "../../dist/src/runtime/exchange.js";

/** A scheduler that tells clients of the one worker there is, and does nothing else. */
export function welcomeClients(bus: Bus): void {
  const exchange = new Exchange<ToScheduler, ToClient>(
    {
      bus,
      clock: systemClock,
      cluster: "specs",
      address: SCHEDULER,
      check: checkToScheduler,
      deliver: (from, messages) => {
        for (const [word] of messages) {
          if (word !== "client") continue;
          exchange.send(from, ["welcome", "durable"]);
          exchange.send(from, ["workers", [["ann", "worker.w1", 1, "here", false, 0]]]);
        }
      },
      garbage: () => {},
      unreadable: () => {},
    },
    1,
  );
}
