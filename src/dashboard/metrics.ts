import type { Feed } from "./feed.ts";
import { countersOf, type Figure, gaugesOf, type Seen } from "./figures.ts";
import type { Reply } from "./reply.ts";

/** What Prometheus reads. */
export async function metrics({ looks, sight }: Feed): Promise<Reply> {
  await sight.warm();
  const see = async (name: string) => JSON.parse((await looks.find(name)?.answer()) ?? "null");
  const [now, workers, actors, primitives] = await Promise.all(
    ["now", "workers", "actors", "coordination"].map(see),
  );
  const seen: Seen = { now, workers, actors, primitives };
  // Nobody else needs it, and it takes a while to load.
  const { Counter, Gauge, Registry } = await import("prom-client");
  const registry = new Registry();
  const settings = ({ name, help, series }: Figure) => {
    const labelNames = Object.keys(series[0]?.[0] ?? {});
    return { name, help, labelNames, registers: [registry] };
  };
  for (const figure of countersOf(seen)) {
    const counter = new Counter(settings(figure));
    for (const [labels, value] of figure.series) counter.inc(labels, value);
  }
  for (const figure of gaugesOf(seen)) {
    const gauge = new Gauge(settings(figure));
    for (const [labels, value] of figure.series) gauge.set(labels, value);
  }
  const headers = { "content-type": registry.contentType, "cache-control": "no-store" };
  return { status: 200, headers, body: await registry.metrics() };
}
