import type { Message } from "../protocol/message.ts";
import type { Frame } from "./frame.ts";
import type { Link } from "./link.ts";
import { Post, type PostOptions } from "./post.ts";

/** Peers whose sessions were ended from here that are remembered. */
const PARTED = 1000;

/** The post of who is written to: anybody may begin a session, under the epoch of this process. */
export class Exchange<In extends Message, Out extends Message> extends Post<In, Out> {
  readonly #epoch: number;
  readonly #parted = new Map<string, number>();
  #strangers: ReadonlySet<string> = new Set();

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

  /** Ends the sessions with whom nobody knows, and nobody knew the last time. */
  weed(isKnown: (address: string) => boolean): void {
    const strangers = [...this.partners].filter((address) => !isKnown(address));
    for (const address of strangers) if (this.#strangers.has(address)) this.part(address);
    this.#strangers = new Set(strangers);
  }

  /** A session is begun by the other side. */
  protected override begin(): undefined {
    return undefined;
  }

  protected override route(from: string, frame: Frame): Link<In, Out> | undefined {
    const link = this.find(from);
    if (frame.to !== 0 && frame.to !== this.#epoch) {
      // It speaks to an earlier process of this address; of a later one we learn otherwise.
      if (frame.to < this.#epoch) this.disown(from, this.#epoch, frame.session);
      return undefined;
    }
    if (link !== undefined && link.peer === frame.session) return link;
    if (link !== undefined && frame.session < link.peer) return undefined;
    // A session that was ended here stays so, whichever of its frames are still under way.
    if (frame.session > (this.#parted.get(from) ?? 0)) {
      if (frame.sequence === 1) {
        if (link !== undefined) this.options.replaced?.(from);
        return this.open(from, this.#epoch, frame.session);
      }
      // Who has heard nothing yet has only been overtaken: its first frame comes, or comes again.
      if (frame.acknowledged === 0) return undefined;
    }
    this.disown(from, this.#epoch, frame.session);
    return undefined;
  }
}
