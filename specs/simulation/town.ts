import { MemoryLeadership } from "../../src/store/memory-leadership.ts";
import { SimulatedClock } from "./clock.ts";
import { Politician, type Surroundings } from "./politician.ts";
import { Random } from "./random.ts";

/** Ms that a message or a word to the store takes at most. */
const DELAY = 30;

/** Processes of which one leads at most, in virtual time, and what befalls them. */
export class Town implements Surroundings {
  readonly clock = new SimulatedClock();
  readonly record = new MemoryLeadership();
  readonly random: Random;
  readonly story: string[] = [];
  readonly people: Politician[] = [];
  /** Who has come to lead, in that order. */
  readonly reigns: Politician[] = [];
  calm = false;
  #last = 0;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.clock.after(1_700_000_000_000, () => {});
    this.clock.step();
  }

  /** Whether the store has not heard, or is not heard. */
  fails(): boolean {
    return !this.calm && this.random.chance(0.02);
  }

  later(act: () => void): void {
    this.clock.after(this.random.next() * DELAY, act);
  }

  join(standby: boolean): void {
    this.people.push(new Politician(this, `p${this.#last++}`, standby));
  }

  /** Something happens to somebody. */
  trouble(): void {
    const alive = this.people.filter((person) => person.alive);
    if (alive.length < 2) return this.join(true);
    const person = this.random.pick(alive);
    const ms = this.random.next() * 5000;
    const act = this.random.pick([
      "die",
      "freeze",
      "freeze",
      "cut",
      "cut",
      "stop",
      "plain",
      "standby",
    ] as const);
    this.story.push(`${this.clock.now()} ${act} ${person.name}`);
    if (act === "die") person.die();
    else if (act === "freeze") person.freeze(ms);
    else if (act === "cut") person.cut(ms);
    else if (act === "stop") person.service.stop();
    else this.join(act === "standby");
  }

  /** Who may do something that others notice. */
  get acting(): Politician[] {
    return this.people.filter(({ reachable, service }) => reachable && service.acts);
  }

  async run(ms: number): Promise<void> {
    const end = this.clock.now() + ms;
    this.clock.after(ms, () => {});
    while (this.clock.now() < end) {
      await new Promise((resolve) => setImmediate(resolve));
      const acting = this.acting;
      if (acting.length > 1)
        throw new Error(`${acting.map(({ name }) => name)} act.\n${this.story.join("\n")}`);
      this.clock.step();
    }
  }
}
