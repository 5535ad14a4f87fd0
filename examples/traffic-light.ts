import { from, map } from "rxjs";
import { Client, remoteModule } from "troupe";
import { waitFor } from "xstate";

const machines = remoteModule<typeof import("./traffic-light/machine.ts")>(
  new URL("./traffic-light/machine.ts", import.meta.url),
);

await using client = await Client.local();
const light = await client.spawn(machines.trafficLight, { input: { rounds: 2 } }); // it runs on a worker
console.log("it begins with", light.getSnapshot().value); // red

from(light) // every snapshot from now on, as an observable
  .pipe(map(({ value, context }) => `${value}, round ${context.round}`))
  .subscribe((text) => console.log(text));
light.send({ type: "BUTTON" }); // green, at once

await waitFor(light, (snapshot) => snapshot.hasTag("stop")); // what takes XState's actors takes this
console.log(await light.output); // off after 2 rounds
