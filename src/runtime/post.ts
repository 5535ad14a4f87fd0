import type { Bus, Subscription } from "../bus/bus.ts";
import { ProtocolError } from "../protocol/errors.ts";
import type { Message } from "../protocol/messages.ts";
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
  /** Somebody sent bytes that belong to no session; told once per sender. */
  garbage(from: string, error: ProtocolError): void;
  /** Within a session somebody said what is no message: whatever else it said with that is lost. */
  unreadable(from: string, error: ProtocolError): void;
}

/** What the two kinds of post have in common: one subscription, links by address, one flush a turn. */
abstract class Post<In extends Message, Out extends Message> {
  protected readonly options: PostOptions<In>;
  readonly #links = new Map<string, Link<In, Out>>();
  readonly #subscription: Subscription;
  readonly #unlisten: () => void;
  readonly #blamed = new Set<string>();
  #dirty: Link<In, Out>[] = [];

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

  /** Says `message`, with all others of this turn, when the turn of the event loop ends. */
  send(to: string, message: Out): void {
    const link = this.find(to) ?? this.begin(to);
    if (link === undefined || !link.send(message)) return;
    if (this.#dirty.push(link) === 1) this.options.clock.soon(() => this.flush());
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
          if (this.#links.get(address) === link) this.options.unreadable(address, error);
        },
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
      this.route(from, frame)?.receive(frame);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#blame(from, error);
    }
  }

  #blame(from: string, error: ProtocolError): void {
    if (this.#blamed.has(from) || this.#blamed.size > 1000) return;
    this.#blamed.add(from);
    this.options.garbage(from, error);
  }
}

/** Peers whose sessions were ended from here that are remembered. */
const PARTED = 1000;

/** The post of the scheduler: anybody may begin a session, under the scheduler's epoch. */
export class Exchange<In extends Message, Out extends Message> extends Post<In, Out> {
  readonly #epoch: number;
  readonly #parted = new Map<string, number>();

  constructor(options: PostOptions<In>, epoch: number) {
    super(options);
    this.#epoch = epoch;
  }

  /** Ends the session with an address; its next frame is answered by a reset. */
  part(address: string): void {
    const link = this.find(address);
    if (link === undefined) return;
    this.#parted.set(address, Math.max(link.peer, this.#parted.get(address) ?? 0));
    const [oldest] = this.#parted.keys();
    if (this.#parted.size > PARTED && oldest !== undefined) this.#parted.delete(oldest);
    this.shut(address);
  }

  /** A session is begun by the other side. */
  protected override begin(): undefined {
    return undefined;
  }

  protected override route(from: string, frame: Frame): Link<In, Out> | undefined {
    const link = this.find(from);
    if (frame.to !== 0 && frame.to !== this.#epoch) {
      // It speaks to an earlier scheduler; of a later one we learn by its announcement.
      if (frame.to < this.#epoch) this.disown(from, this.#epoch, frame.session);
      return undefined;
    }
    if (link !== undefined && link.peer === frame.session) return link;
    if (link !== undefined && frame.session < link.peer) return undefined;
    // A session that was ended here stays so, whichever of its frames are still under way.
    if (frame.session > (this.#parted.get(from) ?? 0)) {
      if (frame.sequence === 1) return this.open(from, this.#epoch, frame.session);
      // Who has heard nothing yet has only been overtaken: its first frame comes, or comes again.
      if (frame.acknowledged === 0) return undefined;
    }
    this.disown(from, this.#epoch, frame.session);
    return undefined;
  }
}

/** The post of a client or worker: one session at a time, with the scheduler. */
export class Line<In extends Message, Out extends Message> extends Post<In, Out> {
  readonly #to: string;
  readonly #reset: () => void;
  #session = 0;
  #heard = 0;

  /** `reset` is called when the scheduler, or a new one, does not know us: everything must be said again. */
  constructor(options: PostOptions<In>, to: string, reset: () => void) {
    super(options);
    this.#to = to;
    this.#reset = reset;
  }

  /** Resolves when the scheduler has taken enough of what was said to it. */
  async room(): Promise<void> {
    await this.find(this.#to)?.room();
  }

  /** Frames that came from the scheduler: one that is there acknowledges what it hears. */
  get heard(): number {
    return this.#heard;
  }

  /** Resolves when all that was said so far has reached the scheduler, this one or the next. */
  async delivered(): Promise<void> {
    for (let link = this.find(this.#to), last: unknown; link !== last; link = this.find(this.#to)) {
      await link?.delivered();
      last = link;
    }
  }

  /** A scheduler leads under `epoch`: what may have been lost before it listened is said again. */
  announced(epoch: number): void {
    const link = this.find(this.#to);
    if (link !== undefined && link.peer !== 0 && link.peer < epoch) this.#renew(epoch);
    else link?.repeat();
  }

  protected override begin(to: string): Link<In, Out> {
    return this.open(to, ++this.#session, 0);
  }

  protected override route(from: string, frame: Frame): Link<In, Out> | undefined {
    const link = this.find(from);
    if (link === undefined || from !== this.#to || frame.to !== link.session) return undefined;
    if (frame.session < link.peer) return undefined;
    const other = link.peer !== 0 && frame.session > link.peer;
    if (other || frame.reset) {
      this.#renew(frame.session);
      return undefined;
    }
    link.peer = frame.session;
    this.#heard++;
    return link;
  }

  #renew(epoch: number): void {
    this.open(this.#to, ++this.#session, epoch);
    this.#reset();
  }
}
