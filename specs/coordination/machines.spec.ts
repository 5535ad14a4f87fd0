import { AGREEMENTS } from "./acts.ts";

describe("the machine", () => {
  for (const [name, agree] of Object.entries(AGREEMENTS)) {
    it(`of ${name} answers as its model does, whoever waits, runs out of time, lapses and goes`, () =>
      agree([]));
  }
});
