import { jetstreamManager } from "@nats-io/jetstream";
import { ConnectionError } from "../protocol/errors.ts";
import { leadSubject, logSubject, unheardSubject } from "../protocol/subjects.ts";
import { unavailable } from "./failures.ts";
import { JetStreamLeadership } from "./jetstream-leadership.ts";
import { JetStreamLog } from "./jetstream-log.ts";
import type { Store } from "./store.ts";
import { type Connected, isAbsent, isDenied, Stream } from "./stream.ts";

const NOTHING = new Uint8Array();
/** Time that the server has for an answer, ms. */
const ANSWER_MS = 2000;
/** The same for a server that does not say by itself that it has JetStream. */
const SWIFT_MS = 1000;
/** The same about who leads: so short that a leader can ask again before its lease is over. */
const LEAD_MS = 500;

/**
 * The store of a cluster in the JetStream of its NATS server, in streams `troupe-<cluster>-log` and
 * `troupe-<cluster>-lead`; undefined where the server has none, or none for this user. Asks once. Rejects where the
 * server has some and does not give it, or has switched it off since it started.
 */
export async function openJetStream(bus: Connected, cluster: string): Promise<Store | undefined> {
  const { connection } = bus;
  const announced = connection.info?.jetstream === true;
  try {
    await jetstreamManager(connection, { timeout: announced ? ANSWER_MS : SWIFT_MS });
  } catch (error) {
    if (isDenied(error)) return undefined;
    if (announced) throw unavailable(`cluster "${cluster}"`, error);
    if (isAbsent(error) || !(await isSwitchedOff(bus, cluster))) return undefined;
    throw unavailable(
      `cluster "${cluster}"`,
      "its server has switched it off, as servers do that have no room on their disk",
    );
  }
  const patient = await jetstreamManager(connection, { checkAPI: false, timeout: ANSWER_MS });
  const swift = await jetstreamManager(connection, { checkAPI: false, timeout: LEAD_MS });
  const [log, lead] = [logSubject(cluster), leadSubject(cluster)];
  const logStream = { subjects: [`${log}.>`] };
  const leadStream = { subjects: [lead], max_msgs_per_subject: 1 };
  return {
    leadership: new JetStreamLeadership(
      new Stream(bus, swift, `troupe-${cluster}-lead`, leadStream),
      lead,
      LEAD_MS,
    ),
    openLog: () => new JetStreamLog(new Stream(bus, patient, `troupe-${cluster}-log`, logStream), log),
  };
}

/**
 * Whether a server that does not answer about its JetStream had one: then somebody listens there, and says nothing.
 * So it seems, too, where somebody listens to everything: then nobody knows.
 */
async function isSwitchedOff(bus: Connected, cluster: string): Promise<boolean> {
  try {
    await bus.request(unheardSubject(cluster), NOTHING, SWIFT_MS, {});
    return false;
  } catch (error) {
    return error instanceof ConnectionError;
  }
}
