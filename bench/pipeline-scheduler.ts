import { connectTo, ready } from "./peer.ts";
import { Outbox } from "./pipeline-outbox.ts";
import { type DoneRow, receive, type TaskRow } from "./pipeline-rows.ts";

const [url = ""] = process.argv.slice(2);
const connection = await connectTo(url);
const workers = [0, 1].map((index) => new Outbox<TaskRow>(connection, `bench.worker.${index}`));
const client = new Outbox<DoneRow>(connection, "bench.client");
const tasks = new Map<string, TaskRow>();
let turn = 0;

receive<TaskRow>(connection, "bench.scheduler.submit", (rows) => {
  for (const row of rows) {
    tasks.set(row[0], row);
    workers[turn++ % workers.length]?.send(row);
  }
});
receive<DoneRow>(connection, "bench.scheduler.done", (rows) => {
  for (const row of rows) if (tasks.delete(row[0])) client.send(row);
});
await ready(connection);
