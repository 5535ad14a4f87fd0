import { expect } from "chai";
import { colourOf, contrast } from "../../../src/dashboard/page/model/colour.ts";

const names = Array.from({ length: 500 }, (_, index) => `function${index}`);

describe("The colour of a function", () => {
  it("is the same whenever it is asked for", () => {
    expect(colourOf("parseFile"))
      .to.equal(colourOf("parseFile"))
      .and.match(/^#[0-9a-f]{6}$/);
  });

  it("tells many functions apart", () => {
    expect(new Set(names.map(colourOf)).size).to.be.above(35);
  });

  it("is seen on the grounds of both themes, and carries black letters", () => {
    for (const colour of names.map(colourOf)) {
      expect(contrast(colour, "#ffffff"), `${colour} on white`).to.be.at.least(3);
      expect(contrast(colour, "#161a20"), `${colour} on dark`).to.be.at.least(3);
      expect(contrast(colour, "#000000"), `black on ${colour}`).to.be.at.least(4.5);
    }
  });

  it("is never the red of transfers and failures", () => {
    for (const colour of names.map(colourOf)) {
      const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
        Number.parseInt(colour.slice(at, at + 2), 16),
      );
      expect(red > 2 * green && red > 2 * blue, colour).to.equal(false);
    }
  });

  it("has contrasts as WCAG counts them", () => {
    expect(contrast("#000000", "#ffffff")).to.equal(21);
    expect(contrast("#777777", "#ffffff")).to.be.closeTo(4.48, 0.01);
  });
});
