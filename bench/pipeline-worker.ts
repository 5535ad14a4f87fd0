import { connectTo, ready } from "./peer.ts";
import { Outbox } from "./pipeline-outbox.ts";
import { type DoneRow, receive, type TaskRow } from "./pipeline-rows.ts";

const [url = "", index = ""] = process.argv.slice(2);
const connection = await connectTo(url);
const scheduler = new Outbox<DoneRow>(connection, "bench.scheduler.done");

receive<TaskRow>(connection, `bench.worker.${index}`, (rows) => {
  for (const [key, , args, , , run] of rows) scheduler.send([key, run, args.length, 0, args]);
});
await ready(connection);
