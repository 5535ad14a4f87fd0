import type { AnyActorLogic } from "xstate";
import type { ActorFuture } from "../../src/client/actors/actor-future.ts";
import { type MachineRef, RemoteActorRef } from "../../src/client/actors/machine-ref.ts";
import type { RemoteActor } from "../../src/client/actors/remote-actor.ts";
import { RemoteMachine } from "../../src/client/actors/remote-machine.ts";
import { decodeValue, encodeValue } from "../../src/codec/value.ts";
import { Machine } from "../../src/executor/machine.ts";
import { deferred } from "../../src/runtime/deferred.ts";

/** A machine, and a reference to it that sees what travels. */
export function spawn<L extends AnyActorLogic>(logic: L, input?: unknown) {
  const output = deferred<unknown>();
  output.promise.catch(() => {});
  const remote = new RemoteMachine("logic-1", decodeValue, (outcome) => {
    if (outcome.kind === "error") output.reject(outcome.error);
    else if (outcome.kind === "inline") output.resolve(decodeValue(outcome.bytes));
  });
  const unsent: unknown[] = [];
  const machine = new Machine(
    { logic, name: "logic", key: "logic-1", input },
    {
      snapshot: (bytes) => remote.hear(bytes),
      emitted: (bytes) => remote.hearEvent(bytes),
      unsent: (error) => unsent.push(error),
      encode: (value, root) => encodeValue(value, { root }),
    },
  );
  const held = { waits: 0 };
  const ref = new RemoteActorRef({
    machine: remote,
    send: (event) => machine.send(event),
    output: output.promise as unknown as ActorFuture<unknown>,
    actor: { name: "logic" } as unknown as RemoteActor,
    gone: null,
    wait: () => {
      held.waits++;
      return () => held.waits--;
    },
    release: () => {},
  }) as unknown as MachineRef<L>;
  return { ref, machine, remote, unsent, held };
}
