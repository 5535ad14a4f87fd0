import { connectTo, ready } from "./peer.ts";

const [url = ""] = process.argv.slice(2);
const connection = await connectTo(url);
connection.subscribe("bench.echo", { callback: (_, message) => void message.respond(message.data) });
await ready(connection);
