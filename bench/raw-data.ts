import { connectTo, ready } from "./peer.ts";
import { offer, pull, SIZE } from "./raw-parts.ts";

const [url = ""] = process.argv.slice(2);
const connection = await connectTo(url);
offer(connection, "bench.peer", new Uint8Array(SIZE).fill(1));
connection.subscribe("bench.pull", {
  callback: (_, message) => {
    void pull(connection, "bench.client", message.json<number>()).then(() => message.respond());
  },
});
await ready(connection);
