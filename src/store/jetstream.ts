import { jetstreamManager } from "@nats-io/jetstream";
import { leadSubject, logSubject } from "../protocol/subjects.ts";
import { unavailable } from "./failures.ts";
import { JetStreamLeadership } from "./jetstream-leadership.ts";
import { JetStreamLog } from "./jetstream-log.ts";
import type { Store } from "./store.ts";
import { type Connected, isAbsent, Stream } from "./stream.ts";

/** Time that the server has for an answer, ms. */
const ANSWER_MS = 2000;
/** The same for a server that does not say by itself that it has JetStream. */
const SWIFT_MS = 1000;
/** The same about who leads: so short that a leader can ask again before its lease is over. */
const LEAD_MS = 500;

/**
 * The store of a cluster in the JetStream of its NATS server, in streams `troupe-<cluster>-log` and
 * `troupe-<cluster>-lead`; undefined where the server has none, or none for this user. Asks once.
 */
export async function openJetStream(bus: Connected, cluster: string): Promise<Store | undefined> {
  const { connection } = bus;
  const announced = connection.info?.jetstream === true;
  try {
    await jetstreamManager(connection, { timeout: announced ? ANSWER_MS : SWIFT_MS });
  } catch (error) {
    // Who listens to everything keeps a server from saying that nobody answers.
    if (isAbsent(error) || !announced) return undefined;
    throw unavailable(`cluster "${cluster}"`, error);
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
