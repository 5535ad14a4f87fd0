import type { CandidacyEvent } from "../../actors/scheduler/candidacy.ts";
import type { Bus } from "../bus/bus.ts";
import { encodeBatch } from "../codec/batch.ts";
import { ConnectionError, TroupeError } from "../protocol/errors.ts";
import { probe } from "../protocol/subjects.ts";
import { epochOf } from "../runtime/epoch.ts";

/** A leading scheduler answers a probe within this time, ms. */
const PROBE_MS = 1000;

/** Asks whether a scheduler leads: it says its epoch. */
export async function ask(bus: Bus, cluster: string): Promise<CandidacyEvent> {
  try {
    const answer = await bus.request(probe(cluster), encodeBatch([]), PROBE_MS);
    return { type: "probe.answered", by: String(epochOf(answer)) };
  } catch (error) {
    // Where the connection was cut nothing is known.
    const unheard = error instanceof ConnectionError && bus.status === "connected";
    return { type: unheard ? "probe.silent" : "probe.unanswered" };
  }
}

/** The error of a scheduler that has ended in a state that is one. */
export function failureOf(state: unknown, cluster: string, reason: string | null): TroupeError | undefined {
  if (state === "refused") return refusal(cluster, reason);
  return state === "bereft" ? bereft(cluster, reason) : undefined;
}

/** The error of a scheduler without a store, where somebody had one with a store before. */
function bereft(cluster: string, witness: string | null): TroupeError {
  return new TroupeError(
    `What cluster "${cluster}" has stored (queues, variables, published names, tasks of fireAndForget) is in a JetStream that this NATS server does not have, as ${witness} knows of the scheduler before. Start nats-server with "-js" and the "-sd" that it had, or allow JetStream for the account, then start the scheduler again. To go on without what was stored, first end the workers and clients that were there before.`,
  );
}

/** The error of a scheduler that was answered by another one. */
function refusal(cluster: string, epoch: string | null): TroupeError {
  return new TroupeError(
    `A scheduler leads cluster "${cluster}" already (epoch ${epoch}). Stop it first, start this one with --standby, or choose another name with --cluster.`,
  );
}
