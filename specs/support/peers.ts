import type { Bus } from "../../src/bus/bus.ts";
import type { ToClient, ToScheduler, ToWorker } from "../../src/protocol/messages.ts";
import { checkToScheduler } from "../../src/protocol/shapes.ts";
import { probe, SCHEDULER } from "../../src/protocol/subjects.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { Exchange } from "../../src/runtime/exchange.ts";
import { Line } from "../../src/runtime/line.ts";

/** Says one message to a scheduler under an address, and resolves with the first answer, unchecked. */
export async function ask(
  bus: Bus,
  cluster: string,
  address: string,
  message: ToScheduler,
): Promise<ToWorker | ToClient> {
  const { line, answer } = await new Promise<{ line: { close(): void }; answer: ToWorker | ToClient }>(
    (resolve) => {
      const line = lineOf(bus, cluster, address, (answer) => resolve({ line, answer }));
      line.send(SCHEDULER, message);
    },
  );
  line.close();
  return answer;
}

/** Says messages to a scheduler under an address, in a session of their own, and resolves when they have arrived. */
export async function say(
  bus: Bus,
  cluster: string,
  address: string,
  ...messages: readonly ToScheduler[]
): Promise<void> {
  const line = lineOf(bus, cluster, address, () => {});
  for (const message of messages) line.send(SCHEDULER, message);
  await line.delivered(SCHEDULER);
  line.close();
}

/** Stands for a scheduler that refuses everybody, until the returned function is called. */
export function refuseAll(bus: Bus, cluster: string, reason: string): () => void {
  const post: Exchange<ToScheduler, ToWorker | ToClient> = new Exchange(
    {
      bus,
      clock: systemClock,
      cluster,
      address: SCHEDULER,
      check: checkToScheduler,
      deliver: (from) => post.send(from, ["refused", reason]),
      garbage: () => {},
      unreadable: () => {},
    },
    Date.now(),
  );
  const probes = bus.subscribe(probe(cluster), () => {});
  return () => {
    post.close();
    probes.unsubscribe();
  };
}

/** A session with the scheduler under an address; `hear` gets the first message of each batch. */
function lineOf(
  bus: Bus,
  cluster: string,
  address: string,
  hear: (message: ToWorker | ToClient) => void,
): Line<ToWorker | ToClient, ToScheduler> {
  return new Line(
    {
      bus,
      clock: systemClock,
      cluster,
      address,
      check: (decoded) => decoded as ToWorker | ToClient,
      deliver: (_from, [message]) => {
        if (message !== undefined) hear(message);
      },
      garbage: () => {},
      unreadable: () => {},
    },
    () => {},
  );
}
