import { Dispatch } from "./dispatch.ts";
import type { Instance } from "./instance.ts";

/** A machine that is to begin, as an actor. */
export interface Spawn {
  /** The value of an export, and its name. */
  readonly logic: unknown;
  readonly name: string;
  readonly input: unknown;
  /** Number of the actor on its thread. */
  readonly number: number;
}

/** Starts the machine that an actor is; events are sent to it by calls. */
export async function begin(instance: Instance, { logic, name, input, number }: Spawn): Promise<void> {
  const { house, key } = instance;
  const dispatch = new Dispatch(house);
  // XState is not loaded where there are no machines.
  const { Machine } = await import("./machine.ts");
  const machine = new Machine(
    { logic, name, key, input },
    {
      snapshot: (payload, last) => dispatch.say(["snapshot", number, payload, last, dispatch.refers]),
      emitted: (payload) => dispatch.say(["emitted", number, payload]),
      unsent: (error) => console.error(`${key} emitted what cannot travel: ${String(error)}`),
      encode: (value, root) => dispatch.encode(value, root),
    },
  );
  // Nobody may have wanted it any more while it was loaded.
  if (instance.ended) return machine.stop();
  instance.title = name;
  instance.self = {
    send: (event: { readonly type: string }) => machine.send(event),
    get chart() {
      return machine.look();
    },
  };
  instance.adopt({ ended: false, end: () => machine.stop() });
}
