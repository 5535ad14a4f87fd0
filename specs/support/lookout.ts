import { randomUUID } from "node:crypto";
import type { LocalCluster } from "troupe";
import { type Entered, enter } from "../../src/client/connection/connect.ts";
import { pause } from "./pause.ts";

/** Looks at a cluster from outside. */
export class Lookout {
  readonly #entered: Entered;

  private constructor(entered: Entered) {
    this.#entered = entered;
  }

  static async over(cluster: LocalCluster): Promise<Lookout> {
    return new Lookout(await enter(cluster, {}, `client.${randomUUID().replaceAll("-", "")}`));
  }

  /** Keys of the actors that there are, or that are being made. */
  async actors(): Promise<string[]> {
    const answer = await this.#entered.session.questions.ask(["actors"]);
    return answer[0] === "actors" ? answer[2].map(([key]) => key) : [];
  }

  /** Resolves when an actor is no more. */
  async gone(key: string): Promise<void> {
    while ((await this.actors()).includes(key)) await pause();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#entered.leave();
    await this.#entered.bus.close();
  }
}

/** The key in the text of a reference to an actor. */
export const keyOf = (reference: unknown): string => /key=(.*)>$/.exec(String(reference))?.[1] ?? "";
