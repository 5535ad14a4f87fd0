import { setTimeout as delay } from "node:timers/promises";
import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  type jetstream,
  RetentionPolicy,
  StorageType,
  type StoredMsg,
  type StreamConfig,
} from "@nats-io/jetstream";
import { TroupeError } from "../protocol/errors.ts";
import { unavailable } from "./failures.ts";

/** A connection to NATS, and requests over it that cost little and fail when it is cut. */
export interface Connected {
  readonly connection: Parameters<typeof jetstream>[0];
  request(
    subject: string,
    bytes: Uint8Array,
    timeout: number,
    fields: Readonly<Record<string, string>>,
  ): Promise<Uint8Array>;
}

const decoder = new TextDecoder();

const OURS: Partial<StreamConfig> = {
  storage: StorageType.File,
  retention: RetentionPolicy.Limits,
  // What is full takes nothing new, and keeps what it has.
  discard: DiscardPolicy.New,
  // Names of messages say what follows what; that repeats are known by them is not needed, and costs memory.
  duplicate_window: 1_000_000_000,
};

/** What of a stream must not be other than it was made, as that would lose what is stored. */
const VITAL = ["retention", "discard", "max_age", "max_msgs", "max_msgs_per_subject"] as const;

/** Pause between two attempts to reach a stream, ms. */
const PAUSE_MS = 200;
/** Attempts in which JetStream may be absent, as it is for a while after its server has started again. */
const PATIENCE = 25;
/** JetStream's answer where the last message has another name than the next one expects. */
const WRONG_LAST_NAME = 10070;
/** Answers of JetStream's that say "not now": it is not available yet, or has no leader. */
const NOT_NOW = [10008, 10009] as const;

/** One stream of JetStream's, made where there is none. */
export class Stream {
  readonly name: string;
  readonly manager: JetStreamManager;
  readonly client: JetStreamClient;
  readonly bus: Connected;
  readonly #config: Partial<StreamConfig> & { name: string };

  constructor(bus: Connected, manager: JetStreamManager, name: string, config: Partial<StreamConfig>) {
    this.name = name;
    this.bus = bus;
    this.manager = manager;
    this.client = manager.jetstream();
    this.#config = { ...OURS, max_age: 0, max_msgs: -1, max_msgs_per_subject: -1, ...config, name };
  }

  /** Number of its last message, 0 where there never was any. Its limits are the operator's, all else must be ours. */
  async last(): Promise<number> {
    const { config, state } = await this.#info();
    for (const field of VITAL) {
      if (config[field] === this.#config[field]) continue;
      const found = new Error(
        `its ${field} is ${config[field]} and has to be ${this.#config[field]}: edit the stream`,
      );
      throw unavailable(`stream ${this.name}`, found);
    }
    return state.last_seq;
  }

  /** The message with that number, null where there is none. */
  message(number: number): Promise<StoredMsg | null> {
    return this.manager.streams.getMessage(this.name, { seq: number });
  }

  /** Stores a message at the end if what the headers expect holds; rejects with what the server answers else. */
  async store(
    subject: string,
    bytes: Uint8Array,
    timeout: number,
    headers: Readonly<Record<string, string>>,
  ): Promise<void> {
    const answer = JSON.parse(decoder.decode(await this.bus.request(subject, bytes, timeout, headers)));
    if (answer.error !== undefined) throw new JetStreamApiError(answer.error);
  }

  async #info() {
    try {
      return await this.manager.streams.info(this.name);
    } catch (error) {
      if (!isApi(error, JetStreamApiCodes.StreamNotFound)) throw error;
      return await this.manager.streams.add(this.#config);
    }
  }
}

/** Asks again for as long as the server cannot be reached; rejects when it answers that there is no JetStream. */
export async function reach<T>({ name, bus }: Stream, ask: () => Promise<T>): Promise<T> {
  for (let absent = 0; ; await delay(PAUSE_MS, undefined, { ref: false })) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof TroupeError) throw error;
      if (isAbsent(error)) absent++;
      const final = bus.connection.isClosed() || absent > PATIENCE;
      if (final || (isApi(error) && !isApi(error, ...NOT_NOW))) throw unavailable(`stream ${name}`, error);
    }
  }
}

/** Whether that is an answer of the server's, with one of these codes if there are any. */
export function isApi(error: unknown, ...codes: readonly number[]): error is JetStreamApiError {
  return error instanceof JetStreamApiError && (codes.length === 0 || codes.includes(error.code));
}

/** Whether the server says that there is no JetStream, or none for this user. */
export function isAbsent(error: unknown): boolean {
  return isDenied(error) || (error instanceof Error && error.name === "JetStreamNotEnabled");
}

/** Whether the server says that there is none for this user, whatever there is for others. */
export function isDenied(error: unknown): boolean {
  if (isApi(error)) return error.code === JetStreamApiCodes.JetStreamNotEnabledForAccount;
  if (!(error instanceof Error)) return false;
  return isApi(error.cause) ? isDenied(error.cause) : isForbidden(error.cause);
}

const isForbidden = (error: unknown) => error instanceof Error && error.name === "PermissionViolationError";

/** Whether somebody else has written since. */
export function isConflict(error: unknown): boolean {
  const { StreamWrongLastSequence, StreamWrongLastSequenceUnknown } = JetStreamApiCodes;
  return isApi(error, StreamWrongLastSequence, StreamWrongLastSequenceUnknown, WRONG_LAST_NAME);
}

/** Whether the server has taken a look at what was to be stored, and does not store it. */
export function isRefusal(error: unknown): error is JetStreamApiError {
  return isApi(error) && !isConflict(error) && !isApi(error, ...NOT_NOW);
}
