import { expect } from "chai";
import { formatBytes, formatDuration, formatNumber } from "../../src/client/text/units.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("what is measured, for people", () => {
  it("has sizes in the unit that needs the fewest digits", () => {
    const sizes = [0, 512, 1024, 1536, 100 * 2 ** 20, 15.51 * 2 ** 30, 2 ** 41, 2 ** 70];
    expect(sizes.map(formatBytes)).to.deep.equal([
      "0 B",
      "512 B",
      "1 KiB",
      "1.5 KiB",
      "100 MiB",
      "15.5 GiB",
      "2 TiB",
      "1048576 PiB",
    ]);
  });

  it("has durations that never show sixty of what the next unit counts", () => {
    const durations = [0.123, 8.44, 84, 999.6, 9949, 9951, 59_600, 125_000, 59.99 * MINUTE, 200 * MINUTE];
    expect(durations.map(formatDuration)).to.deep.equal([
      "0.12 ms",
      "8.4 ms",
      "84 ms",
      "1.0 s",
      "9.9 s",
      "10 s",
      "1 m 00 s",
      "2 m 05 s",
      "59 m 59 s",
      "3 h 20 m",
    ]);
    expect([24 * HOUR, 49.6 * HOUR].map(formatDuration)).to.deep.equal(["1 d 00 h", "2 d 02 h"]);
  });

  it("has numbers in few digits", () => {
    const numbers = [0, 0.254, 1, 8.44, 84, 9999, 12_500, 999_600, 3_200_000];
    expect(numbers.map(formatNumber)).to.deep.equal([
      "0",
      "0.25",
      "1",
      "8.4",
      "84",
      "9999",
      "12.5k",
      "1M",
      "3.2M",
    ]);
  });
});
