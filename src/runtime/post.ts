import type { Bus, Subscription } from "../bus/bus.ts";
import { ProtocolError } from "../protocol/errors.ts";
import type { Message } from "../protocol/message.ts";
import { mailbox, mailSubject } from "../protocol/subjects.ts";
import type { Clock } from "./clock.ts";
import { type Frame, layOutNote, readFrame } from "./frame.ts";
import { Link } from "./link.ts";

/** What a process needs to send and get mail. */
export interface PostOptions<In extends Message> {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly cluster: string;
  /** Who we are. */
  readonly address: string;
  check(decoded: unknown): In;
  deliver(from: string, messages: readonly In[]): void;
  /** Something has come within a session: a part of what is said, what is heard already, or only that something was heard. */
  heard?(from: string): void;
  /** Somebody sent what is no message of the protocol; told once per sender, however often it does. */
  garbage(from: string, error: ProtocolError): void;
  /** Within a session somebody said what is no message: whatever else it said with that is lost. */
  unreadable(from: string, error: ProtocolError): void;
  /** For a minute somebody has not acknowledged what was said to it; told each time that it is said again. */
  silent?(to: string): void;
  /** An address has begun a session in place of the one that it had: what was open in that is void. */
  replaced?(from: string): void;
}

/** Senders of garbage that are told apart. */
const BLAMED = 1000;

/** What the two kinds of post have in common: one subscription, links by address, one flush a turn. */
export abstract class Post<In extends Message, Out extends Message> {
  protected readonly options: PostOptions<In>;
  readonly #links = new Map<string, Link<In, Out>>();
  readonly #subscription: Subscription;
  readonly #unlisten: () => void;
  readonly #blamed = new Set<string>();
  #dirty: Link<In, Out>[] = [];
  #faults = 0;

  constructor(options: PostOptions<In>) {
    this.options = options;
    const prefix = mailSubject(options.cluster, options.address, "");
    this.#subscription = options.bus.subscribe(mailbox(options.cluster, options.address), (bytes, subject) =>
      this.#receive(subject.slice(prefix.length), bytes),
    );
    this.#unlisten = options.bus.onStatus((status) => {
      if (status === "connected") for (const link of this.#links.values()) link.repeat();
    });
  }

  /** How often somebody sent what is no message of the protocol. */
  get faults(): number {
    return this.#faults;
  }

  /** The addresses with which there is a session. */
  get partners(): Iterable<string> {
    return this.#links.keys();
  }

  /** Says `message`, with all others of this turn, when the turn of the event loop ends. */
  send(to: string, message: Out): void {
    const link = this.find(to) ?? this.begin(to);
    if (link === undefined || !link.send(message)) return;
    if (this.#dirty.push(link) === 1) this.options.clock.soon(() => this.flush());
  }

  /** What was said to an address in the present session, in order, and may not have arrived there. */
  unheard(address: string): readonly Out[] {
    return this.#links.get(address)?.unheard() ?? [];
  }

  /** Has what has come from an address acknowledged when the turn of the event loop ends, by what is said then or alone. */
  acknowledge(from: string): void {
    const link = this.#links.get(from);
    if (link === undefined) return;
    this.options.clock.soon(() => {
      this.flush();
      link.acknowledge();
    });
  }

  /** Sends what waits now. */
  flush(): void {
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const link of dirty) link.flush();
  }

  close(): void {
    this.flush();
    this.#subscription.unsubscribe();
    this.#unlisten();
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
  }

  /** The link to an address that nobody has heard of yet, where one may be begun from here. */
  protected abstract begin(to: string): Link<In, Out> | undefined;

  /** The link that `frame` belongs to, where it belongs to any. */
  protected abstract route(from: string, frame: Frame): Link<In, Out> | undefined;

  protected find(address: string): Link<In, Out> | undefined {
    return this.#links.get(address);
  }

  protected open(address: string, session: number, peer: number): Link<In, Out> {
    const { bus, clock, check, cluster, address: from } = this.options;
    const subject = mailSubject(cluster, address, from);
    this.shut(address);
    const link: Link<In, Out> = new Link(
      {
        clock,
        check,
        maxPayload: bus.maxPayload,
        publish: (bytes) => this.#publish(subject, bytes),
        deliver: (messages) => {
          // What a message led to may have ended this session.
          if (this.#links.get(address) === link) this.options.deliver(address, messages);
        },
        unreadable: (error) => {
          this.#blame(address, error);
          if (this.#links.get(address) === link) this.options.unreadable(address, error);
        },
        silent: () => this.options.silent?.(address),
      },
      session,
      peer,
    );
    this.#links.set(address, link);
    return link;
  }

  protected shut(address: string): void {
    this.#links.get(address)?.close();
    this.#links.delete(address);
  }

  /** Tells `to` that its session is not known here. */
  protected disown(to: string, session: number, peer: number): void {
    const { cluster, address } = this.options;
    this.#publish(mailSubject(cluster, to, address), layOutNote({ session, to: peer, reset: true }));
  }

  #publish(subject: string, bytes: Uint8Array): void {
    if (this.options.bus.status !== "closed") this.options.bus.publish(subject, bytes);
  }

  #receive(from: string, bytes: Uint8Array): void {
    try {
      const frame = readFrame(bytes);
      const link = this.route(from, frame);
      if (link === undefined) return;
      this.options.heard?.(from);
      link.receive(frame);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#blame(from, error);
    }
  }

  #blame(from: string, error: ProtocolError): void {
    this.#faults++;
    if (this.#blamed.has(from) || this.#blamed.size === BLAMED) return;
    this.#blamed.add(from);
    this.options.garbage(from, error);
  }
}
