import { type ActorRef, Client } from "troupe";

/** One observation: where, and what was seen there. */
type Point = readonly [x: number, y: number];

/** Holds the parameters of a line, which many tasks read and improve. */
class Parameters {
  updates = 0;
  private slope = 0;
  private intercept = 0;

  read(): [slope: number, intercept: number] {
    return [this.slope, this.intercept];
  }

  improve(slope: number, intercept: number): void {
    this.slope += slope;
    this.intercept += intercept;
    this.updates += 1;
  }
}

/** Goes down the gradient of the squared error over its share of the points, step by step. */
async function train(line: ActorRef<Parameters>, points: readonly Point[], steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) {
    const [slope, intercept] = await line.read();
    let alongSlope = 0;
    let alongIntercept = 0;
    for (const [x, y] of points) {
      const error = y - (slope * x + intercept);
      alongSlope += (error * x) / points.length;
      alongIntercept += error / points.length;
    }
    await line.improve(0.1 * alongSlope, 0.1 * alongIntercept);
  }
}

await using client = await Client.local({ workers: 2 });
const line = await client.actor(Parameters);
// Points on y = 2x + 1, a share for each task.
const shares = Array.from({ length: 4 }, (_, share) =>
  Array.from({ length: 100 }, (_, i): Point => {
    const x = (4 * i + share) / 200 - 1;
    return [x, 2 * x + 1];
  }),
);
await client.gather(shares.map((points) => client.submit(train, line, points, 100)));
const [slope, intercept] = await line.read();
console.log(`y = ${slope.toFixed(2)} x + ${intercept.toFixed(2)} after ${await line.updates} updates`);
