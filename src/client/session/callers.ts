import type { Bus } from "../../bus/bus.ts";
import { CALL_BYTES, type CallerToHost, checkToCaller, type HostToCaller } from "../../protocol/calls.ts";
import type { TroupeError } from "../../protocol/errors.ts";
import type { Payload } from "../../protocol/messages.ts";
import { callerAddress, hostAddress } from "../../protocol/subjects.ts";
import type { Cancel, Clock } from "../../runtime/clock.ts";
import { Line } from "../../runtime/line.ts";
import { hostForgot, hostGone, hostUnreadable, tooLarge } from "./failures.ts";
import type { Roster } from "./roster.ts";

/** Time between two questions to a host whether it knows of the calls that it has not answered, ms. */
const ASK_MS = 30_000;

/** The actor that a call is for. */
export interface Callee {
  readonly key: string;
  /** Address at which its worker takes calls. */
  readonly host: string;
  /** Ms that who calls will wait, which its host is told; 0 for no end. */
  readonly timeout: number;
}

/** Who made a call: hears exactly one of these, and nothing after `withdraw`. */
export interface Waiter {
  /** `took` is to be called when the keys of `references` are held here, as the scheduler knows; null where there are none. */
  gave(value: Payload, references: readonly string[], took: (() => void) | null): void;
  threw(error: Payload): void;
  /** The host is lost, or the session closed. */
  failed(error: TroupeError): void;
}

/** Who watches a machine: hears of it until `withdraw`, or until one of the last two. */
export interface Watcher {
  /** The present snapshot first. */
  snapshot(snapshot: Payload): void;
  emitted(event: Payload): void;
  threw(error: Payload): void;
  /** The host is lost, or the session closed. */
  failed(error: TroupeError): void;
}

interface Pending {
  readonly to: Callee;
  readonly waiter: Waiter | Watcher;
}

/** What callers need of their process. */
export interface CallersOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly cluster: string;
  /** `client.<id>`, of the client whose calls these are. */
  readonly address: string;
  /** The workers of the cluster: where one is gone, so are its actors. */
  readonly roster: Roster;
}

/** The calls of one client to actors: numbers them, and hands each answer to whoever waits for it. */
export class Callers {
  readonly #options: CallersOptions;
  readonly #pending = new Map<number, Pending>();
  /** Hashes of the code that each host was told, by its address. */
  readonly #told = new Map<string, Set<string>>();
  #line: Line<HostToCaller, CallerToHost> | null = null;
  #asking: Cancel | null = null;
  #last = 0;
  #closed: TroupeError | null = null;

  constructor(options: CallersOptions) {
    this.#options = options;
    options.roster.onDeparture((worker) => this.#leave(hostAddress(worker)));
  }

  /**
   * Calls a method, or reads a property where `args` are null; calls arrive in the order of these. `chain` are
   * the turns of actors that the call comes of. Returns the number of the call; throws `SerializationError` for
   * arguments that are too large.
   */
  call(to: Callee, member: string, args: Payload | null, chain: readonly string[], waiter: Waiter): number {
    if (this.#closed !== null) throw this.#closed;
    if (args !== null && args.length > CALL_BYTES) throw tooLarge(args.length);
    const number = ++this.#last;
    this.#pending.set(number, { to, waiter });
    this.#say(to.host, ["call", number, to.key, member, args, chain, to.timeout]);
    return number;
  }

  /** Watches a machine. Returns the number of the watch. */
  watch(to: Callee, watcher: Watcher): number {
    if (this.#closed !== null) throw this.#closed;
    const number = ++this.#last;
    this.#pending.set(number, { to, waiter: watcher });
    this.#say(to.host, ["watch", number, to.key]);
    return number;
  }

  /** Asks a worker itself what `question` makes of a number; returns that number. */
  ask(host: string, question: (number: number) => CallerToHost, waiter: Waiter): number {
    if (this.#closed !== null) throw this.#closed;
    const number = ++this.#last;
    this.#pending.set(number, { to: { key: "", host, timeout: 0 }, waiter });
    this.#say(host, question(number));
    return number;
  }

  /** Makes code known to a host, before a call with a function among its arguments. */
  teach(host: string, hash: string, code: Payload): void {
    const told = this.#told.get(host) ?? new Set();
    if (told.has(hash)) return;
    this.#told.set(host, told.add(hash));
    this.#say(host, ["code", hash, code]);
  }

  /** Nobody waits for a call any more: where it has not begun, it need not. Or nobody watches. */
  withdraw(number: number): void {
    const call = this.#end(number);
    if (call !== undefined) this.#say(call.to.host, ["withdraw", number]);
  }

  /** An actor is gone: all calls to it that are under way fail. */
  drop(key: string, error: TroupeError): void {
    for (const [number, { to }] of this.#pending) if (to.key === key) this.#fail(number, error);
  }

  /** Fails all calls that are under way, and says goodbye to their hosts. */
  close(reason: TroupeError): void {
    if (this.#closed !== null) return;
    this.#closed = reason;
    this.#asking?.();
    for (const number of this.#pending.keys()) this.#fail(number, reason);
    for (const to of this.#line?.partners ?? []) this.#line?.send(to, ["bye"]);
    this.#line?.close();
  }

  #say(host: string, message: CallerToHost): void {
    this.#line ??= this.#open();
    this.#asking ??= this.#askLater();
    this.#line.send(host, message);
  }

  /** A host that has not heard from here for long may have forgotten what it was asked, and nobody would know. */
  #askLater(): Cancel {
    return this.#options.clock.after(ASK_MS, () => {
      const hosts = new Set([...this.#pending.values()].map(({ to }) => to.host));
      for (const host of hosts) this.#line?.ask(host);
      this.#asking = hosts.size > 0 ? this.#askLater() : null;
    });
  }

  #open(): Line<HostToCaller, CallerToHost> {
    const { bus, clock, cluster, address } = this.#options;
    return new Line(
      {
        bus,
        clock,
        cluster,
        address: callerAddress(address),
        check: checkToCaller,
        deliver: (from, messages) => {
          for (const message of messages) this.#hear(from, message);
        },
        garbage: (from, error) => process.emitWarning(`${from} sent what is no message: ${error.message}`),
        unreadable: (from, error) => this.#failAll(from, () => hostUnreadable(from, error)),
      },
      (to) => this.#renew(to),
    );
  }

  #hear(from: string, message: HostToCaller): void {
    switch (message[0]) {
      case "untaken":
        return;
      case "threw":
        return this.#end(message[1])?.waiter.threw(message[2]);
      case "snapshot":
      case "emitted": {
        const watcher = this.#pending.get(message[1])?.waiter;
        if (watcher !== undefined && "snapshot" in watcher) watcher[message[0]](message[2]);
        return;
      }
      case "gave": {
        const [, number, value, references] = message;
        const took = references.length === 0 ? null : () => this.#line?.send(from, ["took", number]);
        const waiter = this.#end(number)?.waiter;
        if (waiter !== undefined && "gave" in waiter) waiter.gave(value, references, took);
        else took?.();
      }
    }
  }

  /** A host has forgotten this client: it is asked for the present snapshots again; of calls nothing is known. */
  #renew(address: string): void {
    for (const [number, { to, waiter }] of this.#pending)
      if (to.host === address && "snapshot" in waiter) this.#say(address, ["watch", number, to.key]);
    this.#failAll(address, hostForgot, (waiter) => "gave" in waiter);
  }

  /** Where a worker is gone, nobody answers any more. */
  #leave(address: string): void {
    this.#line?.leave(address);
    this.#failAll(address, hostGone);
  }

  /** The session with a host is over. */
  #failAll(
    address: string,
    why: (to: Callee) => TroupeError,
    whose: (waiter: Pending["waiter"]) => boolean = () => true,
  ): void {
    this.#told.delete(address);
    for (const [number, { to, waiter }] of this.#pending)
      if (to.host === address && whose(waiter)) this.#fail(number, why(to));
  }

  #fail(number: number, error: TroupeError): void {
    this.#end(number)?.waiter.failed(error);
  }

  #end(number: number): Pending | undefined {
    const call = this.#pending.get(number);
    if (call === undefined) return undefined;
    this.#pending.delete(number);
    return call;
  }
}
