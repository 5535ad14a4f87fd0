import { isWithin } from "../../actors/scheduler/client-row.ts";
import type { SchedulerEffect } from "../../actors/scheduler/effects.ts";
import { CLIENT_GRACE_MS, schedulerMachine } from "../../actors/scheduler/machine.ts";
import type { Tables } from "../../actors/scheduler/tables.ts";
import { encodeBatch } from "../codec/batch.ts";
import { authentic } from "../executor/authentic.ts";
import type { ToClient, ToScheduler, ToWorker } from "../protocol/messages.ts";
import { checkToScheduler } from "../protocol/shapes.ts";
import { announcement, probe, reminder, SCHEDULER } from "../protocol/subjects.ts";
import type { Cancel } from "../runtime/clock.ts";
import { deferred } from "../runtime/deferred.ts";
import { epochOf } from "../runtime/epoch.ts";
import { Exchange } from "../runtime/exchange.ts";
import { Host } from "../runtime/host.ts";
import { Vigil } from "../runtime/vigil.ts";
import { Coordinator, isToPrimitives } from "./coordinator.ts";
import { ask, failureOf } from "./probe.ts";
import { Reign } from "./reign.ts";
import { SchedulerLog } from "./scheduler-log.ts";
import type { SchedulerOptions } from "./scheduler-options.ts";
import { garbage } from "./strangers.ts";
import { Tracer } from "./tracer.ts";
import { unstored } from "./unstored.ts";

export { CLIENT_GRACE_MS };

/** A scheduler at work. */
export interface SchedulerService {
  /** What it knows, to be looked at. */
  readonly tables: Tables;
  /** Whether it leads at this moment, and may act; of all schedulers of a cluster with a record of that one does. */
  readonly acts: boolean;
  /** Resolves when it leads; rejects when another scheduler leads this cluster already. */
  readonly leading: Promise<void>;
  /** Resolves when it has ended: as asked, or because a newer scheduler leads; rejects when it was refused or broke down. */
  readonly ended: Promise<"stopped" | "superseded">;
  stop(): void;
}

/** Puts the scheduler's machine on the bus. */
export function serveScheduler(options: SchedulerOptions): SchedulerService {
  const { candidature, clientGraceMs = CLIENT_GRACE_MS, cluster, store, log } = options;
  const reign = candidature && new Reign({ ...options, ...candidature, tell: (event) => host.send(event) });
  const { bus, clock } = reign?.fence ?? options;
  const born = Math.floor(clock.now());
  const leading = deferred<void>();
  const ended = deferred<"stopped" | "superseded">();
  const vigil = new Vigil(bus, clock);
  /** Addresses from which something has come since the last sweep. */
  const heard = new Set<string>();
  let sweeping: Cancel | undefined;
  let recovering: Cancel | undefined;
  let over = false;

  // Nobody is heard before this scheduler leads: what a machine that does not lead let pass would be lost.
  let post: Exchange<ToScheduler, ToWorker | ToClient> | undefined;
  let coordinator: Coordinator | undefined;
  let tracer: Tracer | undefined;
  /** Without its store this scheduler may not go on. */
  const fail = (error: unknown) => {
    leading.reject(error);
    ended.reject(error);
    host.send({ type: "stop" });
  };
  const coordinate = (epoch: number) =>
    new Coordinator({
      clock,
      vigil,
      epoch,
      graceMs: clientGraceMs,
      store: store ?? null,
      log,
      broken: (error) => fail(error),
      reply: (to, number, reply) => post?.send(to, ["used", number, reply]),
      unheard: (client) => post?.unheard(client) ?? [],
      pin: (pin, keys) => host.send({ type: "pin", pin, keys }),
      unpin: (pin) => host.send({ type: "unpin", pin }),
      recall: (facts) => {
        if (facts.length > 0) host.send({ type: "recall", facts });
      },
      facts: () => {
        const { tables } = host.snapshot.context;
        return tables.records?.facts(tables) ?? [];
      },
      isClient: (address) => host.snapshot.context.tables.clients.has(address),
      isTethered: (client) =>
        [...host.snapshot.context.tables.workers.keys()].some((worker) => isWithin(client, worker)),
    });
  /** What is for primitives goes there, the rest to the scheduler, each in its place in the order of words. */
  const deliver = (primitives: Coordinator, from: string, messages: readonly ToScheduler[]) => {
    const at = clock.now();
    let told = 0;
    for (let i = 0; i < messages.length; i++) {
      const message = messages[i];
      if (message === undefined || !isToPrimitives(message)) continue;
      if (told < i) host.send({ type: "messages", from, messages: messages.slice(told, i), at });
      primitives.take(from, message);
      told = i + 1;
    }
    const rest = told === 0 ? messages : messages.slice(told);
    if (rest.length > 0) host.send({ type: "messages", from, messages: rest, at });
  };
  const isKnown = (address: string) => {
    const { clients, workers } = host.snapshot.context.tables;
    return clients.has(address) || workers.has(address);
  };
  const lead = (epoch: number) => {
    const primitives = coordinate(epoch);
    coordinator = primitives;
    if (store === undefined) return serve(epoch, primitives);
    void primitives.open().then(() => {
      if (!over) serve(epoch, primitives);
    }, fail);
  };
  const serve = (epoch: number, primitives: Coordinator) => {
    const yieldTo = (bytes: Uint8Array) => {
      if (epochOf(bytes) > epoch) host.send({ type: "superseded" });
    };
    post = new Exchange(
      {
        bus,
        clock,
        cluster,
        address: SCHEDULER,
        check: (decoded) => authentic(checkToScheduler(decoded)),
        deliver: (from, messages) => deliver(primitives, from, messages),
        heard: (from) => {
          heard.add(from);
          primitives.heard(from);
        },
        garbage: (from, error) => log(garbage(from, error)),
        silent: (from) => host.send({ type: "peer.reset", from }),
        unreadable: (from, error) => {
          const reason = `The scheduler cannot read what was sent to it: ${error.message} Install the same version of troupe on both sides.`;
          host.send({ type: "peer.unreadable", from, reason });
        },
      },
      epoch,
    );
    subscriptions.push(
      options.bus.subscribe(announcement(cluster), yieldTo),
      options.bus.subscribe(reminder(cluster), yieldTo),
    );
    if (reign === undefined) {
      const answer = encodeBatch([epoch]);
      subscriptions.push(bus.subscribe(probe(cluster), (_bytes, _subject, respond) => respond?.(answer)));
    }
    tracer = new Tracer({ bus, clock, cluster, address: SCHEDULER, state: () => host.snapshot.value });
    const unlisten = bus.onStatus((status) => {
      if (status !== "connected") return;
      host.send({ type: "reconnected" });
      coordinator?.reconnected();
    });
    subscriptions.push({ unsubscribe: unlisten });
    bus.publish(announcement(cluster), encodeBatch([epoch]));
    leading.resolve();
  };
  const diary = new SchedulerLog(log, clock, () => host.snapshot.context.tables.workers);
  const perform = (effect: SchedulerEffect): void => {
    switch (effect.type) {
      case "send":
        if (log.verbose === true) diary.sent(effect.to, effect.message);
        return post?.send(effect.to, effect.message);
      case "log":
        return diary.note(effect.line, effect.error);
      case "part":
        return post?.part(effect.from);
      case "vacate":
        return coordinator?.vacate(effect.address, effect.silent);
      case "record":
        return coordinator?.record(effect.changes);
      case "answer": {
        const { to, message } = effect;
        return coordinator?.answer(
          () => post?.send(to, message),
          (hindrance) => post?.send(to, unstored(message, hindrance)),
        );
      }
      case "sweepAfter":
        post?.weed(isKnown);
        sweeping?.();
        sweeping = vigil.after(effect.ms, () => {
          const { tables } = host.snapshot.context;
          host.send({ type: "swept", at: clock.now(), heard });
          heard.clear();
          if (bus.status !== "closed") bus.publish(reminder(cluster), encodeBatch([tables.epoch]));
        });
        return;
      case "recoverAfter":
        recovering?.();
        recovering = clock.after(effect.ms, () => host.send({ type: "recovered" }));
        return;
      case "probe":
        void ask(options.bus, cluster).then((event) => host.send(event));
        return;
      case "lookAfter":
        return reign?.lookAfter(effect.ms);
      case "claim":
        void reign?.claim(effect.epoch, effect.version);
        return;
      case "standBy":
        return log({
          level: "info",
          msg: `standing by: leads cluster "${cluster}" when the one that does so now does not any more`,
        });
      case "announce":
        return lead(effect.epoch);
    }
  };
  const subscriptions: { unsubscribe(): void }[] = [];
  const host: Host<typeof schedulerMachine, SchedulerEffect> = new Host(
    schedulerMachine,
    {
      epoch: born,
      clientGraceMs,
      durable: store !== undefined,
      ...(candidature && { candidate: candidature }),
    },
    {
      effects: ({ context }) => context.tables.takeEffects(),
      perform,
      took: (type) => tracer?.event(type),
      ended: ({ value, context }, error) => {
        over = true;
        sweeping?.();
        recovering?.();
        for (const subscription of subscriptions) subscription.unsubscribe();
        tracer?.close();
        coordinator?.close();
        post?.close();
        const failure = error ?? failureOf(value, cluster, context.reason);
        void (reign?.end() ?? Promise.resolve()).then(() => {
          if (failure === undefined) return ended.resolve(value === "superseded" ? "superseded" : "stopped");
          leading.reject(failure);
          ended.reject(failure);
        });
      },
    },
  );
  return {
    get acts() {
      const { snapshot } = host;
      return (snapshot.matches("leading") || snapshot.matches("recovering")) && (reign?.acts ?? true);
    },
    tables: host.snapshot.context.tables,
    leading: leading.promise,
    ended: ended.promise,
    stop: () => host.send({ type: "stop" }),
  };
}
