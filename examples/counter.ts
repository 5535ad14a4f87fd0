import { Client } from "troupe";

class Counter {
  n = 0;
  increment(by = 1) {
    this.n += by;
    return this.n;
  }
}

await using client = await Client.local();
const counter = await client.actor(Counter); // an instance of the class, on one of the workers
for (let i = 0; i < 3; i++) console.log(await counter.increment()); // 1, 2, 3

const many = Array.from({ length: 1000 }, () => counter.increment()); // all in flight at once,
console.log(await many[999]); // 1003: taken one by one, in order
counter.increment(100).subscribe((n) => console.log("as an observable:", n)); // 1103
console.log("a property:", await counter.n); // 1103
