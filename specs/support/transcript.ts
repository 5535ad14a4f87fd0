import type { SchedulerEffect } from "../../actors/scheduler/effects.ts";
import type { ToClient, ToWorker } from "../../src/protocol/messages.ts";

const short = (address: string): string => address.replace(/^(?:worker|client)\./, "");

/**
 * Whether it goes without saying: every cancel and keep is answered, and every client that goes vacates
 * primitives, which one spec each looks at; those of records look at what is recorded.
 */
export function isUsual(effect: SchedulerEffect): boolean {
  if (effect.type === "send") return effect.message[0] === "parted";
  return (
    effect.type === "vacate" ||
    effect.type === "log" ||
    effect.type === "record" ||
    (effect.type === "answer" && effect.message[0] === "kept")
  );
}

/** What is done, in a line. */
export function lineOf(effect: SchedulerEffect): string {
  switch (effect.type) {
    case "send":
    case "answer":
      return `${short(effect.to)}: ${write(effect.message)}`;
    case "part":
      return `part ${short(effect.from)}`;
    case "sweepAfter":
      return `sweep after ${effect.ms}`;
    case "recoverAfter":
      return `recover after ${effect.ms}`;
    default:
      return effect.type;
  }
}

function write(message: ToWorker | ToClient): string {
  switch (message[0]) {
    case "assign": {
      const [, key, run, , , dependencies, attempt, timeout] = message;
      const values = dependencies.map(([name, , inline, holders]) =>
        inline === null ? ` ${name}@${holders.map(short).join("+")}` : ` ${name}=${text(inline)}`,
      );
      return `assign ${key}#${run}${values.join("")}${attempt > 1 ? ` attempt ${attempt}` : ""}${timeout > 0 ? ` within ${timeout}` : ""}`;
    }
    case "recall":
      return `recall ${message[1]}#${message[2]}`;
    case "abort":
      return `abort ${message[1]}#${message[2]}${message[3] === 1000 ? "" : ` in ${message[3]}`}`;
    case "code":
      return `code ${message[1]}`;
    case "replicate":
      return message[1]
        .map(([key, , holders]) => `replicate ${key}@${holders.map(short).join("+")}`)
        .join(" ");
    case "holders":
      return `holders ${message[1]} ${message[2].map((names) => names.join("+")).join(" ")}`;
    case "drop":
      return `drop ${message[1].join(" ")}`;
    case "finished": {
      const [, key, , inline, holders] = message;
      return inline === null
        ? `finished ${key}@${holders.map(short).join("+")}`
        : `finished ${key}=${text(inline)}`;
    }
    case "failed":
      return `failed ${message[1]} ${text(message[2])}`;
    case "killed":
      return `killed ${message[1]} by ${message[2]} ${message[3].join("+")}`;
    case "lost":
      return `lost ${message[1]} by ${message[2]}`;
    case "ended":
      return `ended ${message[1]} by ${message[2]}`;
    case "module":
      return `module ${message[1][1]}`;
    case "denied":
    case "declined":
      return `${message[0]} ${message[1]} ${message[2]}`;
    case "processing":
      return `processing ${message[1]} ${message[2].map(([name, keys]) => `${name}:${keys.join("+")}`).join(" ")}`;
    case "overview":
    case "crew":
    case "actors":
    case "failures":
    case "graph":
    case "task":
      return `${message[0]} ${message[1]}`;
    case "workers":
      return `workers ${message[1].map(([name]) => name).join("+")}`;
    case "welcome":
    case "refused":
      return message[0];
    default:
      return message.join(" ");
  }
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
