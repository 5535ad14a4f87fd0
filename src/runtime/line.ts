import type { Message } from "../protocol/message.ts";
import type { Frame } from "./frame.ts";
import type { Link } from "./link.ts";
import { Post, type PostOptions } from "./post.ts";

/**
 * Told of an address that does not know us: whether that is a process which has begun `anew`, and what was said
 * there before without an acknowledgement.
 */
export type Reset<Out extends Message> = (to: string, anew: boolean, unheard: readonly Out[]) => void;

/** The post of who begins sessions: one at a time with each address that it writes to. */
export class Line<In extends Message, Out extends Message> extends Post<In, Out> {
  readonly #reset: Reset<Out>;
  #session = 0;
  #heard = 0;

  /**
   * `reset` is called when an address does not know us: everything must be said again. Where that is a process
   * that has begun `anew`, nothing of it was done; where it has forgotten us, some may have been.
   */
  constructor(options: PostOptions<In>, reset: Reset<Out>) {
    super(options);
    this.#reset = reset;
  }

  /** Resolves when `to` has taken enough of what was said to it. */
  async room(to: string): Promise<void> {
    await this.find(to)?.room();
  }

  /** Frames that came in sessions of ours: who is there acknowledges what it hears. */
  get heard(): number {
    return this.#heard;
  }

  /** Resolves when all that was said so far has reached `to`, the present process there or the next. */
  async delivered(to: string): Promise<void> {
    for (let link = this.find(to), last: unknown; link !== last; link = this.find(to)) {
      await link?.delivered();
      last = link;
    }
  }

  /** A process begins at `to` under `epoch`: what may have been lost before it listened is said again. */
  announced(to: string, epoch: number): void {
    const link = this.find(to);
    if (link !== undefined && link.peer !== 0 && link.peer < epoch) this.#renew(to, epoch, true);
    else link?.repeat();
  }

  /** Finds out whether an address knows us still, which it need not have told; where not, `reset` is called. */
  ask(to: string): void {
    this.find(to)?.note(true);
  }

  /** Ends the session with an address; the next word to it begins another. */
  leave(to: string): void {
    this.shut(to);
  }

  protected override begin(to: string): Link<In, Out> {
    return this.open(to, ++this.#session, 0);
  }

  protected override route(from: string, frame: Frame): Link<In, Out> | undefined {
    const link = this.find(from);
    if (link === undefined || frame.to !== link.session) return undefined;
    if (frame.session < link.peer) return undefined;
    const other = link.peer !== 0 && frame.session > link.peer;
    if (other || frame.reset) {
      // Who resets us and was never heard has heard us all the same, or it would know of nothing to end.
      this.#renew(from, frame.session, other);
      return undefined;
    }
    link.peer = frame.session;
    this.#heard++;
    return link;
  }

  #renew(to: string, epoch: number, anew: boolean): void {
    const unheard = this.find(to)?.unheard() ?? [];
    this.open(to, ++this.#session, epoch);
    this.#reset(to, anew, unheard);
  }
}
