import type { Bus } from "../../src/bus/bus.ts";
import { closing } from "./closing.ts";
import type { Pair } from "./pair.ts";
import { publishing } from "./publishing.ts";
import { requests } from "./requests.ts";

/** A place where buses meet: each `connect` gives another bus, `close` ends the place. */
export interface Meeting {
  connect(): Promise<Bus>;
  close(): Promise<void>;
}

/** The behaviour that every bus shares. */
export function busContract(name: string, open: () => Promise<Meeting>): void {
  describe(`a bus ${name}`, () => {
    let meeting: Meeting | undefined;
    const buses = {} as Pair;

    beforeEach(async () => {
      const place = await open();
      meeting = place;
      [buses.alice, buses.bob] = await Promise.all([place.connect(), place.connect()]);
    });

    afterEach(async () => {
      await Promise.all(Object.values(buses).map((bus: Bus) => bus.close()));
      await meeting?.close();
    });

    publishing(buses);
    requests(buses);
    closing(buses);
  });
}
