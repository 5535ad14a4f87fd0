import { sessionOver } from "../../src/client/connection/seams.ts";
import type { Session } from "../../src/client/session/session.ts";
import type { Habit } from "../histories/habits.ts";
import type { SimulatedClock } from "./clock.ts";
import type { SimulatedCluster } from "./cluster.ts";
import type { Community } from "./community.ts";

/** Ms that somebody waits in vain at least, and more at most. */
const LEAST_MS = 500;
const MORE_MS = 1000;
/** In which what is on its way arrives, and a scheduler leads, ms. */
const SLACK_MS = 500;
/** Time between two looks, ms. */
const LOOK_MS = 200;

const OWN = "in-vain-";

/** Waits for what nobody gives, in a queue of one's own. */
export const waitInVain: Habit = async (user, random) => {
  await user.get(`${OWN}${user.name}`, 0, 1, { timeout: LEAST_MS + random.next() * MORE_MS });
};

/** Looks on whether who waits in vain leaves when its time is up, though nobody hears it: that begins anew with each scheduler. */
export class Onlooker {
  readonly faults: string[] = [];
  readonly #clock: SimulatedClock;
  readonly #community: Community;
  readonly #session: Session;

  constructor(cluster: SimulatedCluster, community: Community) {
    const { clock, network } = cluster;
    this.#clock = clock;
    this.#community = community;
    this.#session = sessionOver({
      bus: network.connect(),
      clock,
      cluster: "default",
      address: "client.onlooker",
      name: "onlooker",
    });
    void this.#look();
  }

  async #look(): Promise<void> {
    const asked = this.#clock.now();
    const given = await this.#session.uses.survey();
    for (const [, name, , waiting] of given[0] === "primitives" ? given[1] : []) {
      const since = this.#community.unheard.get(name.slice(OWN.length));
      if (!name.startsWith(OWN) || waiting === 0 || since === undefined) continue;
      const end = since + LEAST_MS + MORE_MS + SLACK_MS;
      if (asked > end)
        this.faults.push(`${name}: its time was up at ${end}, and it still waits at ${asked}.`);
    }
    this.#clock.after(LOOK_MS, () => void this.#look());
  }
}
