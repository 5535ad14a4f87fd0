import { Callers, manyActors } from "./calls.ts";
import { RawRequests } from "./raw.ts";
import { alternate, line, perSecond, ratioOf } from "./report.ts";
import { median } from "./statistics.ts";

const CALLS = 1000;
const AT_ONCE = 20_000;
const ACTORS = 10_000;
const MANY = 8;

/** What calls to actors take, and the actors themselves; returns the ratio of a call to a raw request. */
export async function actors(url: string): Promise<number> {
  const raw = await RawRequests.start(url);
  await using one = await Callers.join(url, 1);
  const single = await alternate(
    async () => median(await raw.measure(CALLS)),
    async () => median(await one.oneByOne(CALLS)),
  );
  const ratio = ratioOf(single);
  const ms = median(single.map(({ ours }) => ours)).toFixed(3);
  line("a call to an actor, p50", `${ms} ms`, `${ratio.toFixed(2)} x raw request (aim: under 1.5)`);
  const flood = await alternate(
    () => raw.measureAtOnce(AT_ONCE),
    () => one.atOnce(AT_ONCE),
  );
  line(
    "20 000 calls at once",
    perSecond(
      flood.map(({ ours }) => ours),
      "calls",
    ),
    `${ratioOf(flood).toFixed(2)} x nc.request (aim: over 1.5, and 60 000/s)`,
  );
  await raw.close();
  await using many = await Callers.join(url, MANY);
  const crowd = await alternate(
    () => one.atOnce(AT_ONCE),
    () => many.atOnce(AT_ONCE),
  );
  line(
    "the same by 8 callers to 8 actors",
    perSecond(
      crowd.map(({ ours }) => ours),
      "calls",
    ),
    `${ratioOf(crowd).toFixed(2)} x one caller (aim: over 1)`,
  );
  const { rate, bytes } = await manyActors(url, ACTORS);
  line("10 000 actors made", `${Math.round(rate)} actors/s`, "(aim: over 5000)");
  line("memory of an idle actor", `${Math.round(bytes)} bytes`, "(aim: under 10 240)");
  return ratio;
}
