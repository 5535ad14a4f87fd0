import { JetStreamApiCodes } from "@nats-io/jetstream";
import type { Lead, LeadRecord } from "../protocol/lead.ts";
import type { Leadership } from "./leadership.ts";
import { isAbsent, isApi, isConflict, type Stream } from "./stream.ts";

/** The record of who leads as the last message of a stream's only subject; its version is that message's number. */
export class JetStreamLeadership implements Leadership {
  readonly #stream: Stream;
  readonly #subject: string;
  readonly #timeout: number;

  /** What is not answered within `timeout` ms is not known. */
  constructor(stream: Stream, subject: string, timeout: number) {
    this.#stream = stream;
    this.#subject = subject;
    this.#timeout = timeout;
  }

  async look(): Promise<LeadRecord> {
    try {
      const { streams } = this.#stream.manager;
      const message = await streams.getMessage(this.#stream.name, { last_by_subj: this.#subject });
      return message === null
        ? { lead: null, version: 0 }
        : { lead: readLead(message.data), version: message.seq };
    } catch (error) {
      if (!isApi(error, JetStreamApiCodes.StreamNotFound)) throw error;
      await this.#stream.last();
      return { lead: null, version: 0 };
    }
  }

  async write(lead: Lead, version: number): Promise<number | null> {
    const { client } = this.#stream;
    const expect = { lastSubjectSequence: version };
    try {
      const acknowledged = client.publish(this.#subject, JSON.stringify(lead), {
        expect,
        timeout: this.#timeout,
      });
      return (await acknowledged).seq;
    } catch (error) {
      if (isConflict(error)) return null;
      if (!isAbsent(error)) throw error;
      // Nobody takes it where there is no stream, either: then what it had is gone.
      const { lead: last } = await this.look();
      if (last === null) return null;
      throw error;
    }
  }
}

/** What is no record of ours counts as that of nobody, and is replaced. */
function readLead(bytes: Uint8Array): Lead | null {
  try {
    const { epoch, renewed, holder, over } = JSON.parse(new TextDecoder().decode(bytes));
    const ours = Number.isFinite(epoch) && Number.isFinite(renewed) && typeof holder === "string";
    return ours ? { epoch, renewed, holder, over: over === true } : null;
  } catch {
    return null;
  }
}
