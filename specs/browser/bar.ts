import { colourOf } from "../../src/dashboard/page/model/colour.ts";
import { FUNCTIONS } from "./made-up-figures.ts";

/** An expression: where the stream has a bar, in px from its upper left corner, and of which function. */
export const BAR = `(() => {
  const canvas = document.querySelector("canvas.stream");
  const { width, height } = canvas;
  const copy = Object.assign(document.createElement("canvas"), { width, height });
  const context = copy.getContext("2d", { willReadFrequently: true });
  context.drawImage(canvas, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const names = new Map(${JSON.stringify(FUNCTIONS.map((name) => [colourOf(name), name]))});
  const nameAt = (x, y) => {
    const channels = [...data.slice(4 * (y * width + x), 4 * (y * width + x) + 3)];
    return names.get("#" + channels.map((value) => value.toString(16).padStart(2, "0")).join(""));
  };
  for (let y = 32; y < height; y += 4) {
    for (let x = width - 60; x > width / 3; x--) {
      const name = nameAt(x, y);
      if (name !== undefined && name === nameAt(x - 2, y) && name === nameAt(x + 2, y)) return { x, y, name };
    }
  }
  return null;
})()`;
