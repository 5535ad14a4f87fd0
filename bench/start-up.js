// A program as users run it: plain JavaScript in a fresh process, which says how many ms its first result took.
import { Client } from "troupe";

const start = performance.now();
const client = await Client.local({ workers: 2, bus: process.argv[2] });
await client.submit((x, y) => x + y, 1, 2);
process.send(performance.now() - start);
await client.close();
process.disconnect();
