import { from } from "rxjs";
import { type AnyActorRef, type fromPromise, toPromise, waitFor } from "xstate";
import { type Future, type MachineRef, type RemoteSnapshot, remoteModule } from "../../src/index.ts";
import { compiled, expectType } from "../support/types.ts";

const machines = remoteModule<typeof import("../support/machines.ts")>(
  new URL("../support/machines.ts", import.meta.url),
);
type Counting = typeof machines.counting;

declare const ref: MachineRef<Counting>;
declare const input: Future<{ n: number }>;
declare const optional: ReturnType<typeof fromPromise<string, { n: number } | undefined>>;

describe("types of machines from afar", () => {
  it(
    "follow from the logic",
    compiled(async (client) => {
      expectType<MachineRef<Counting>>().of(await client.spawn(machines.counting));
      expectType<MachineRef<Counting>>().of(await client.spawn(machines.counting, { input: { n: 1 } }));
      const { context, value, status, tags } = ref.getSnapshot();
      expectType<{ n: number }>().of(context);
      expectType<"ended" | { counting: "even" | "odd" }>().of(value);
      expectType<"active" | "done" | "error" | "stopped">().of(status);
      expectType<Set<string>>().of(tags);
      expectType<{ total: number }>().of(await ref.output);
      const snapshot: RemoteSnapshot<Counting> = ref.getSnapshot();
      if (snapshot.status === "done") expectType<{ total: number }>().of(snapshot.output);
      ref.send({ type: "add", by: 1 });
      // @ts-expect-error it knows no such event
      ref.send({ type: "subtract", by: 1 });
      // @ts-expect-error it has no such state
      snapshot.matches("counted");
      // @ts-expect-error it has no such tag
      snapshot.hasTag("prime");
      // @ts-expect-error its machine is elsewhere
      snapshot.machine;
    }),
  );

  it(
    "take the input that the logic wants, futures among it",
    compiled(async (client) => {
      await client.spawn(machines.doubled, { input: { n: 1 } });
      await client.spawn(machines.doubled, { input });
      await client.spawn(machines.counting, { input, name: "counting" });
      await client.spawn(optional);
      // @ts-expect-error there is no input
      await client.spawn(machines.doubled);
      // @ts-expect-error there is no input
      await client.spawn(machines.doubled, { name: "doubled" });
      // @ts-expect-error an input of another type
      await client.spawn(machines.doubled, { input: { n: "1" } });
      // @ts-expect-error a function is no logic
      await client.spawn((n: number) => n);
      // @ts-expect-error nor is a class
      await client.spawn(class {});
    }),
  );

  it(
    "are those of an ActorRef for what takes one",
    compiled(async () => {
      const any: AnyActorRef = ref;
      const three = await waitFor(ref, (snapshot) => snapshot.context.n > 2 && snapshot.matches("counting"));
      expectType<number>().of(three.context.n);
      expectType<{ total: number }>().of(await toPromise(ref));
      from(ref).subscribe(({ context }) => expectType<number>().of(context.n));
      ref.subscribe(({ context }) => expectType<number>().of(context.n));
      ref.on("added", ({ n }) => expectType<number>().of(n));
      // @ts-expect-error it emits no such event
      ref.on("subtracted", () => {});
      expectType<number>().of(ref.select(({ context }) => context.n).get());
      return any;
    }),
  );

  it(
    "are there for all logic of XState's",
    compiled(async (client) => {
      const doubled = await client.spawn(machines.doubled, { input: { n: 1 } });
      expectType<number>().of(await doubled.output);
      expectType<number>().of(await toPromise(doubled));
      const summing = await client.spawn(machines.summing);
      expectType<number>().of(summing.getSnapshot().context);
      const letters = await client.spawn(machines.letters);
      expectType<string | undefined>().of(letters.getSnapshot().context);
      const echoing = await client.spawn(machines.echoing);
      echoing.send({ type: "say", text: "hello" });
      // @ts-expect-error it takes no such event
      echoing.send({ type: "sing" });
      // @ts-expect-error a callback has no context
      echoing.getSnapshot().context;
    }),
  );
});
