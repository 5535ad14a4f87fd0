import {
  type AnyActorLogic,
  type AnyMachineSnapshot,
  matchesState,
  type SnapshotFrom,
  type StateValue,
} from "xstate";
import { decodeBatch } from "../../codec/batch.ts";
import { encodeValue } from "../../codec/value.ts";
import { ProtocolError, TroupeError } from "../../protocol/errors.ts";
import type { Payload } from "../../protocol/messages.ts";
import type { SnapshotFields, SnapshotPart } from "../../protocol/snapshot.ts";
import type { Outcome } from "../session/entry.ts";

type Asked = "matches" | "hasTag" | "can";
type OfMachine = "status" | "value" | "tags" | "context" | "output" | "error" | Asked;
type OfLogic = "status" | "context" | "output" | "error";

/** What there is from afar of a snapshot of XState's, for each status that it may have. */
type Remote<S> = S extends AnyMachineSnapshot ? Pick<S, OfMachine> : Pick<S, Extract<keyof S, OfLogic>>;

/** A snapshot of an actor elsewhere, typed by its logic: `RemoteSnapshot<typeof machine>`. */
export type RemoteSnapshot<L extends AnyActorLogic> = Remote<SnapshotFrom<L>>;

/** A snapshot that has arrived. */
export class Arrived {
  readonly status: SnapshotFields[0];
  readonly value: unknown;
  readonly tags: ReadonlySet<string>;
  readonly context: unknown;
  readonly output: unknown;
  readonly error: unknown;

  constructor({ status, value, tags, context, output, error }: Pick<Arrived, Exclude<OfMachine, Asked>>) {
    this.status = status;
    this.value = value;
    this.tags = tags;
    this.context = context;
    this.output = output;
    this.error = error;
  }

  /** Whether the state, or a part of it, is that. */
  matches(partial: StateValue): boolean {
    return this.value !== undefined && matchesState(partial, this.value as StateValue);
  }

  hasTag(tag: string): boolean {
    return this.tags.has(tag);
  }

  /** Throws `TroupeError`: guards are code that is only where the machine is. */
  can(): never {
    throw new TroupeError(
      "can() asks the machine's guards, which are on the worker that runs it and not here: send the event and " +
        "see the next snapshot, or give the states tags and use hasTag().",
    );
  }

  /** Its state while it is active, where it has states; its status. */
  toString(): string {
    if (this.status !== "active" || this.value === undefined) return this.status;
    return `state: ${typeof this.value === "string" ? this.value : JSON.stringify(this.value)}`;
  }

  /** The same, ended by `error`. */
  failed(error: Error): Arrived {
    return new Arrived({ ...this, status: "error", output: undefined, error });
  }
}

const STATUSES: readonly unknown[] = ["active", "done", "error", "stopped"];
const NO_STATE: readonly [value: unknown, tags: readonly string[]] = [undefined, []];
const NOTHING = encodeValue(undefined);

/** What comes of a snapshot's bytes. */
export interface Arrival {
  readonly snapshot: Arrived;
  /** Why its context is not there, where that cannot travel. */
  readonly context: Error | null;
  /** The bytes of its output, or why that cannot travel. */
  readonly output: Outcome;
}

/** The snapshot that bytes say; `read` makes values of them. Throws `ProtocolError`. */
export function readSnapshot(bytes: Payload, read: (bytes: Payload) => unknown): Arrival {
  const [status, state, context, output, error] = fieldsOf(bytes);
  const [value, tags] = state === null ? NO_STATE : (read(state) as typeof NO_STATE);
  const given = (part: SnapshotPart) => (part?.[0] ? read(part[1]) : undefined);
  return {
    snapshot: new Arrived({
      status,
      value,
      tags: new Set(tags),
      context: given(context),
      output: given(output),
      error: error === null ? undefined : read(error),
    }),
    context: context === null || context[0] ? null : (read(context[1]) as Error),
    output:
      output === null || output[0]
        ? { kind: "inline", bytes: output?.[1].slice() ?? NOTHING }
        : { kind: "error", error: read(output[1]) as Error },
  };
}

function fieldsOf(bytes: Payload): SnapshotFields {
  const fields = decodeBatch(bytes);
  if (isSnapshot(fields)) return fields;
  throw new ProtocolError("Not a snapshot of an actor. Do all processes run the same version?");
}

function isSnapshot(fields: readonly unknown[]): fields is SnapshotFields {
  const [status, state, context, output, error] = fields;
  return (
    fields.length === 5 &&
    STATUSES.includes(status) &&
    isBytes(state) &&
    isPart(context) &&
    isPart(output) &&
    isBytes(error)
  );
}

const isBytes = (field: unknown): boolean => field === null || field instanceof Uint8Array;

const isPart = (field: unknown): boolean =>
  field === null ||
  (Array.isArray(field) &&
    field.length === 2 &&
    typeof field[0] === "boolean" &&
    field[1] instanceof Uint8Array);
