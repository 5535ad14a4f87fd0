import { Client, progress } from "troupe";

/** A program that ends, with an error to tell, while it shows progress on a terminal. */
process.stderr.isTTY = true;
const client = await Client.local({ bus: "memory", workers: 0 });
void progress(client.submit(Math.sqrt, 4));
process.on("exit", () => process.stderr.write("the end"));
process.exit();
