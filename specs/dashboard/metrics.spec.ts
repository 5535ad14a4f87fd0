import { expect } from "chai";
import type { PrimitiveView } from "../../src/client/observer/views.ts";
import { Dashboard } from "../../src/dashboard/dashboard.ts";
import { MadeUpSource, worker } from "./made-up.ts";
import { visit } from "./visit.ts";

const primitive = (kind: string, name: string, size: number | null, waiting = 0): PrimitiveView => ({
  kind,
  name,
  state: "open",
  size,
  limit: null,
  holders: [],
  waiters: [],
  waiting,
});

describe("what Prometheus reads", () => {
  let dashboard: Dashboard;
  let source: MadeUpSource;

  beforeEach(async () => {
    source = new MadeUpSource();
    dashboard = await Dashboard.start({ port: 0, open: async () => source, warn: () => {} });
  });

  afterEach(() => dashboard.close());

  const linesOf = async () => {
    const { status, headers, body } = await visit(dashboard.url, "/metrics");
    expect(status).to.equal(200);
    expect(headers["content-type"]).to.equal("text/plain; version=0.0.4; charset=utf-8");
    return body.split("\n");
  };

  it("has sums, workers, actors and primitives", async () => {
    source.workerViews = [worker("ann"), { ...worker("bob"), running: 3, load: null }];
    source.primitiveViews = [primitive("queue", "jobs", 5), primitive("lock", "db", null, 2)];
    expect(await linesOf()).to.include.members([
      "# TYPE troupe_scheduler_tasks gauge",
      'troupe_scheduler_tasks{state="queued"} 11',
      'troupe_scheduler_tasks{state="running"} 22',
      "# TYPE troupe_scheduler_tasks_total counter",
      'troupe_scheduler_tasks_total{outcome="done"} 33',
      'troupe_scheduler_tasks_total{outcome="failed"} 44',
      'troupe_scheduler_tasks_total{outcome="cancelled"} 55',
      "troupe_scheduler_leading 1",
      "troupe_workers 2",
      "troupe_actors 1",
      'troupe_actor_calls_total{actor="Counter-1"} 12',
      'troupe_worker_tasks_running{worker="bob"} 3',
      'troupe_worker_cpu_cores{worker="ann"} 0.5',
      'troupe_worker_memory_bytes{worker="ann"} 1000',
      'troupe_worker_event_loop_delay_seconds{worker="ann"} 0.02',
      'troupe_queue_size{name="jobs"} 5',
      'troupe_primitive_waiting{kind="lock",name="db"} 2',
    ]);
  });

  it("leaves out what is not known", async () => {
    source.workerViews = [{ ...worker("ann"), load: null }];
    const lines = await linesOf();
    expect(lines.filter((line) => line.startsWith("troupe_worker_cpu_cores{"))).to.deep.equal([]);
    expect(lines).to.include('troupe_worker_results{worker="ann"} 0');
  });

  it("has a bounded number of series, whatever users call things", async () => {
    source.primitiveViews = Array.from({ length: 1500 }, (_, number) => primitive("queue", `q${number}`, 1));
    const lines = await linesOf();
    expect(lines.filter((line) => line.startsWith("troupe_queue_size{"))).to.have.length(1000);
  });
});
