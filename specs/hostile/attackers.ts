import { decodeBatch, encodeBatch } from "../../src/codec/batch.ts";
import type { Message } from "../../src/protocol/message.ts";
import { PROTOCOL_VERSION, type ToScheduler } from "../../src/protocol/messages.ts";
import {
  announcement,
  dataSubject,
  lookSubject,
  mailSubject,
  probe,
  SCHEDULER,
  traceSubject,
} from "../../src/protocol/subjects.ts";
import { layOut, readFrame } from "../../src/runtime/frame.ts";
import { Line } from "../../src/runtime/line.ts";
import type { SimulatedCluster } from "../simulation/cluster.ts";
import { Random } from "../simulation/random.ts";
import { garble, mutate } from "./mutation.ts";

const CLUSTER = "default";

/** Words by which any client may end or replace what is another's: no fault, and not tried here. */
const POWERS: ReadonlySet<unknown> = new Set<ToScheduler[0]>([
  "cancel",
  "retry",
  "restart",
  "retire",
  "kill",
  "publish",
  "unpublish",
  "scatter",
  "promise",
  "fulfil",
  "break",
]);

/** What came by: who said it to whom, the bytes, and the messages inside. */
interface Overheard {
  readonly to: string;
  readonly from: string;
  readonly bytes: Uint8Array;
  readonly messages: readonly (readonly unknown[])[];
}

/** One bad deed: what, when (virtual ms), and the dice for the rest. */
export interface Deed {
  readonly kind: keyof typeof deeds;
  readonly at: number;
  readonly seed: number;
}

type Say = Line<Message, Message>;

/** Strangers in a simulated cluster, who have heard all that was said there, and do harm with it. */
export class Attackers {
  readonly cluster: SimulatedCluster;
  readonly bus;
  readonly overheard: Overheard[] = [];
  readonly #lines = new Map<string, Say>();

  constructor(cluster: SimulatedCluster) {
    this.cluster = cluster;
    this.bus = cluster.network.connect();
    const prefix = `troupe.${CLUSTER}.`;
    cluster.network.connect().subscribe(`${prefix}>`, (bytes, subject) => {
      const parts = subject.slice(prefix.length).split(".");
      const at = parts[0] === SCHEDULER ? 1 : 2;
      const [to, from] = [parts.slice(0, at).join("."), parts.slice(at).join(".")];
      if (!from.includes("bad")) this.overheard.push({ to, from, bytes, messages: messagesOf(bytes) });
    });
  }

  plan(deed: Deed): void {
    this.cluster.clock.after(deed.at, () => {
      if (this.overheard.length > 0) deeds[deed.kind](this, new Random(deed.seed));
    });
  }

  /** A session of a stranger's own with somebody. */
  line(address: string): Say {
    const { clock } = this.cluster;
    let line = this.#lines.get(address);
    if (line !== undefined) return line;
    line = new Line<Message, Message>(
      {
        bus: this.bus,
        clock,
        cluster: CLUSTER,
        address,
        check: (decoded) => decoded as Message,
        deliver: () => {},
        garbage: () => {},
        unreadable: () => {},
      },
      () => {},
    );
    this.#lines.set(address, line);
    return line;
  }

  send(to: string, from: string, bytes: Uint8Array): void {
    this.bus.publish(mailSubject(CLUSTER, to, from), bytes);
  }

  close(): void {
    for (const line of this.#lines.values()) line.close();
  }
}

/** Addresses from which strangers speak. */
const strangers = [
  "client.bad",
  "worker.bad",
  "supervisor.bad",
  "scheduler.bad",
  "actors.bad",
  "bad",
  "a.b.bad",
];

const HELLOS: Readonly<Record<string, readonly ToScheduler[]>> = {
  "client.bad": [["client", PROTOCOL_VERSION, "bad", null, []]],
  // It takes nothing: what it is given would be done nowhere.
  "worker.bad": [
    ["worker", PROTOCOL_VERSION, "bad", 1, "bad", [], null, 0],
    ["paused", true],
  ],
};

const deeds = {
  /** Says again what somebody else has said. */
  impersonates: (all: Attackers, dice: Random) => {
    const { to, bytes } = dice.pick(all.overheard);
    all.send(to, dice.pick(strangers), bytes);
  },
  /** Says what is nearly what somebody else has said. */
  garbles: (all: Attackers, dice: Random) => {
    const { to, bytes } = dice.pick(all.overheard);
    all.send(to, dice.pick(strangers), garble(bytes, dice));
  },
  /** What was said arrives once more. */
  repeats: (all: Attackers, dice: Random) => {
    const { to, from, bytes } = dice.pick(all.overheard);
    all.send(to, from, bytes);
  },
  /** Greets as it ought to, and says to the scheduler what others say, whatever their role, or nearly that. */
  speaks: (all: Attackers, dice: Random) => {
    const from = dice.pick(["client.bad", "worker.bad", "supervisor.bad", "bad"]);
    const line = all.line(from);
    for (const hello of HELLOS[from] ?? []) line.send(SCHEDULER, hello);
    for (let i = 0; i < 5; i++) {
      const [message] = dice.pick(all.overheard).messages;
      if (message === undefined || POWERS.has(message[0])) continue;
      const said = dice.chance(0.3) ? message : mutate(message, dice);
      if (!POWERS.has(said[0])) line.send(SCHEDULER, said as never);
    }
  },
  /** Speaks to a worker, a client or an actor's host as if it were the scheduler, or a caller. */
  commands: (all: Attackers, dice: Random) => {
    const { to } = dice.pick(all.overheard);
    const messages = [...all.overheard.filter((heard) => heard.to === to), dice.pick(all.overheard)];
    const line = all.line(dice.pick(["scheduler.bad", "caller.bad", "client.bad"]));
    for (const [message] of messages.slice(-5).map((heard) => heard.messages))
      if (message !== undefined && to !== SCHEDULER) line.send(to, mutate(message, dice) as never);
  },
  /** Begins what it does not end. */
  halves: (all: Attackers, dice: Random) => {
    const { to } = dice.pick(all.overheard);
    const frame = {
      session: 1 + dice.below(5),
      to: 0,
      acknowledged: 0,
      more: true,
      reset: false,
      asks: true,
    };
    for (let sequence = 1; sequence < 4; sequence++)
      all.send(to, dice.pick(strangers), layOut({ ...frame, sequence, body: new Uint8Array(dice.below(9)) }));
  },
  /** Looks on, or says what others do, in no way that counts. */
  pries: (all: Attackers, dice: Random) => {
    const question = ["trace", 1 + dice.below(300), dice.below(600)];
    all.bus.publish(lookSubject(CLUSTER, dice.pick(strangers)), encodeBatch([question]));
    all.bus.publish(lookSubject(CLUSTER, dice.pick(strangers)), encodeBatch([mutate(question, dice)]));
    const { from } = dice.pick(all.overheard);
    const told = ["load", 1, 1, 1, 1, dice.below(9)];
    all.bus.publish(traceSubject(CLUSTER, from), garble(encodeBatch([mutate(told, dice)]), dice));
  },
  /** Asks for data and for who leads in no way that counts. */
  asks: (all: Attackers, dice: Random) => {
    const { from } = dice.pick(all.overheard);
    const request = mutate(["key", dice.below(3), 1 + dice.below(2 ** 31)], dice);
    void all.bus.request(dataSubject(CLUSTER, from, "client.bad"), encodeBatch(request), 10).catch(() => {});
    all.bus.publish(probe(CLUSTER), garble(encodeBatch(request), dice));
    all.bus.publish(announcement(CLUSTER), garble(encodeBatch(["epoch"]), dice));
  },
};

export const kinds = Object.keys(deeds) as (keyof typeof deeds)[];

function messagesOf(bytes: Uint8Array): readonly (readonly unknown[])[] {
  try {
    return decodeBatch(readFrame(bytes).body).filter((message) => Array.isArray(message));
  } catch {
    return [];
  }
}
