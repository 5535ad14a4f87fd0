import type { InspectOptionsStylized } from "node:util";
import type { Reference } from "../../protocol/code.ts";
import type { Use } from "../../protocol/coordination.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { Entry } from "../session/entry.ts";
import { REFER, REFERENCE, type Referable } from "../session/referral.ts";
import type { Session } from "../session/session.ts";
import type { Given, UseOptions } from "../session/uses.ts";
import { SHOWN, shown } from "../text/shown.ts";

/** What a request of a kind of primitive can be. */
export type RequestOf<Kind extends Use[0]> = Extract<Use, readonly [Kind, ...unknown[]]>[3];

/** What comes of a use by its first word. */
export type GivenOf<Word extends Given[0]> = Extract<Given, readonly [Word, ...unknown[]]>;

/** What all handles of primitives have in common: a kind and a name, by which they travel inside values. */
export abstract class Primitive<Kind extends Use[0]> implements Referable {
  readonly name: string;
  readonly #session: Session;
  readonly #kind: Kind;
  readonly #setting: number | null;

  protected constructor(session: Session, kind: Kind, name: string, setting: number | null = null) {
    this.#session = session;
    this.#kind = kind;
    this.name = name;
    this.#setting = setting;
  }

  protected get session(): Session {
    return this.#session;
  }

  get [REFERENCE](): Reference {
    return ["primitive", this.#kind, this.name, this.#setting === null ? "" : String(this.#setting)];
  }

  [REFER](_session: Session, _met: Set<Entry>): Reference {
    return this[REFERENCE];
  }

  toString(): string {
    return `<${this.constructor.name}: ${this.name}>`;
  }

  [SHOWN](depth: number, options: InspectOptionsStylized): string {
    return shown(this, depth, options);
  }

  /** One use of it, in the protocol's words. */
  protected use(request: RequestOf<Kind>): Use {
    return [this.#kind, this.name, this.#setting, request] as unknown as Use;
  }

  /** Uses it once; what comes of that begins with `word`. */
  protected async ask<Word extends Given[0]>(
    word: Word,
    use: Use,
    options: UseOptions,
    begun?: (withdraw: () => void) => void,
  ): Promise<GivenOf<Word>> {
    const given = await this.#session.uses.once(use, options, begun);
    if (given[0] !== word)
      throw new ProtocolError(`${this} answered "${given[0]}". Do all processes run the same version?`);
    return given as GivenOf<Word>;
  }
}
