import { createActor } from "xstate";
import type { WorkerEffect } from "../../actors/worker/effects.ts";
import { type WorkerEvent, workerMachine } from "../../actors/worker/machine.ts";
import type { ActorTerms, Dependency, ToWorker } from "../../src/protocol/messages.ts";
import { payload } from "./words.ts";

/** How most actors live. */
export const ACTOR: ActorTerms = ["object", null, 1, false];

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function describeEffect(effect: WorkerEffect): string {
  switch (effect.type) {
    case "send": {
      const fields = effect.message.map((field) => {
        if (field instanceof Uint8Array) return `"${text(field)}"`;
        return Array.isArray(field) ? `[${field}]` : String(field);
      });
      return `say ${fields.join(" ")}`;
    }
    case "execute": {
      const { key, run, inline, kept, attempt, timeout } = effect;
      const values = [...inline.map(([name, value]) => `${name}=${text(value)}`), ...kept];
      return `execute ${key}#${run}(${values})${attempt > 1 ? ` attempt ${attempt}` : ""}${timeout > 0 ? ` within ${timeout}` : ""}`;
    }
    case "fetch":
      return `fetch ${effect.key} ${effect.size} from ${effect.holders}`;
    case "forsake":
      return `forsake ${effect.holder}`;
    case "keep":
      return `keep ${effect.key} ${effect.bytes.byteLength}`;
    case "drop":
      return `drop ${effect.keys}`;
    case "kill":
      return `kill ${effect.key}`;
    case "copy":
      return `copy ${effect.from} to ${effect.to}`;
    case "module":
      return `module ${effect.file[1]}`;
    case "restart":
      return "restart";
    case "learn":
      return `learn ${effect.hash}`;
    case "beatAfter":
      return `beat after ${effect.ms}`;
    case "recall":
      return `recall ${effect.key}#${effect.run}`;
    case "abort":
      return `abort ${effect.key}#${effect.run} in ${effect.graceMs}`;
  }
}

/** A worker's machine without a world around it. */
export class Stage {
  readonly actor = createActor(workerMachine, {
    input: { name: "ann", threads: 2, host: "here", resources: [["gpu", 1]] },
  });

  constructor() {
    this.actor.start();
  }

  static running(): Stage {
    const stage = new Stage();
    stage.hears(["welcome", "durable"]);
    return stage;
  }

  get state(): unknown {
    return this.actor.getSnapshot().value;
  }

  get tables() {
    return this.actor.getSnapshot().context.tables;
  }

  /** What was done since the last time. */
  does(): string[] {
    return this.tables.takeEffects().map(describeEffect);
  }

  /** Tells the machine something; says what it does. */
  tell(event: WorkerEvent): string[] {
    this.does();
    this.actor.send(event);
    return this.does();
  }

  hears(...messages: readonly ToWorker[]): string[] {
    return this.tell({ type: "messages", messages });
  }

  assign(key: string, run: number, ...dependencies: readonly Dependency[]): string[] {
    return this.hears(["assign", key, run, ["f"], payload(key), dependencies, 1, 0, "slot", [], null]);
  }

  done(key: string, run: number, result = payload("v"), futures: readonly string[] = []): string[] {
    return this.tell({ type: "reports", reports: [["done", key, run, result, 7, futures]] });
  }
}

/** A dependency that comes along, or is elsewhere. */
export const inline = (key: string): Dependency => [key, 1, payload(key), [], null];
export const away = (key: string, ...holders: readonly string[]): Dependency => [
  key,
  5000,
  null,
  holders,
  null,
];
