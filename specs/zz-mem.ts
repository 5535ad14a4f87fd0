import { readFileSync, writeFileSync } from "node:fs";
import { Client, LocalCluster } from "troupe";
const N = Number(process.argv[2] ?? 256) * 2 ** 20;
const mode = process.argv[3] ?? "move";
await using cluster = await LocalCluster.start({ workers: 2, bus: "nats" });
const client = await Client.connect(cluster);
const at = await client.gather([0, 1].map((i) => client.options({pure:false}).submit((_: unknown) => [process.pid, getWorker().name] as const, client.scatter({ m: i }, { workers: [`worker-${i}`] }).m)));
const marks = [0, 1].map((i) => client.scatter("mark" + i, { workers: [`worker-${i}`] }));
const status = (pid: number | string) => { const t = readFileSync(`/proc/${pid}/status`, "utf8"); return { hwm: Number(/VmHWM:\s+(\d+)/.exec(t)![1]) / 1024, rss: Number(/VmRSS:\s+(\d+)/.exec(t)![1]) / 1024 }; };
const reset = (pid: number | string) => writeFileSync(`/proc/${pid}/clear_refs`, "5");
const pids = [["client", process.pid] as const, ...at.map(([p, n]) => [n, p] as const)];
const report = (what: string, ms: number) => { console.log(what.padEnd(34), `${ms.toFixed(0)} ms`.padStart(9), ...pids.map(([n, p]) => { const s = status(p); return `${n} +${((s.hwm - base.get(n)!) / (N / 2 ** 20)).toFixed(2)}x (now +${((s.rss - base.get(n)!) / (N / 2 ** 20)).toFixed(2)}x)`; })); for (const [, p] of pids) reset(p); };
const base = new Map(pids.map(([n, p]) => [n, status(p).rss]));
for (const [, p] of pids) reset(p);
async function step<T>(what: string, act: () => Promise<T>): Promise<T> { const t = performance.now(); const r = await act(); report(what, performance.now() - t); return r; }
if (mode === "move") {
  const big = client.submit((_: unknown, n: number) => new Uint8Array(n).fill(1), marks[0], N);
  await step("made", () => new Promise<void>((r) => big.addDoneCallback(() => r())));
  client.scatter; const rep = await step("moved", async () => { const w1 = marks[1]!; const gate = client.options({ pure: false }).submit(async (_: unknown) => { await new Promise((r) => setTimeout(r, 4000)); }, marks[0]); await new Promise((r) => setTimeout(r, 300)); const used = client.submit((_: unknown, b: Uint8Array) => b.length, w1, big); const t = performance.now(); await used; console.log("  move took", performance.now() - t); gate.release(); });
  console.log(String((await client.whoHas(big)).get(big.key)));
  await step("to client", async () => { await big; });
} else {
  let v: Uint8Array | null = new Uint8Array(N).fill(3);
  base.set("client", status(process.pid).rss - N / 2 ** 20); 
  const [f] = await step("scatter returned", async () => [client.scatter(v!, { workers: ["worker-0"] })] as const);
  await step("scattered", () => new Promise<void>((r) => f.addDoneCallback(() => r())));
  v = null;
  await step("used", async () => { await client.submit((b: Uint8Array) => b.length, f); });
}
await client.close();
