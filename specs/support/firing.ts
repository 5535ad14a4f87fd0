import { Client, fireAndForget } from "troupe";
import { passGate } from "./gate.ts";
import { note } from "./journal.ts";

/** A program that has a word noted after it has ended: once the gate at `port` is open, and then `end` is told. */
const [url = "", cluster = "", port, end, path = ""] = process.argv.slice(2);
const client = await Client.connect(url, { cluster });
const word = client.submit(passGate, Number(port), "from a process that is no more");
fireAndForget(client.submit(passGate, Number(end), client.submit(note, path, word)));
await client.close();
process.exit();
