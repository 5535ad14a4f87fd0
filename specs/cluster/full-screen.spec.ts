import { EventEmitter } from "node:events";
import { expect } from "chai";
import { FullScreen } from "../../src/cluster/full-screen.ts";

describe("a terminal's whole screen", () => {
  class Keys extends EventEmitter {
    isTTY = true;
    readonly done: string[] = [];
    setRawMode = (raw: boolean) => {
      this.done.push(raw ? "raw" : "cooked");
      return this as never;
    };
    resume = () => this as never;
    pause = () => this as never;
  }
  class Output extends EventEmitter {
    columns = 80;
    rows = 24;
    written = "";
    write = (text: string | Uint8Array) => {
      this.written += text;
      return true;
    };
  }

  it("is taken and given back, with its keys", () => {
    const [keys, output] = [new Keys(), new Output()];
    const heard: string[] = [];
    const screen = new FullScreen(keys as never, output as never, true, {
      key: (text) => heard.push(text),
      resized: () => heard.push("resized"),
    });
    screen.draw([
      { text: "a", style: "title" },
      { text: "b", style: "plain" },
    ]);
    keys.emit("data", Buffer.from("q"));
    output.emit("resize");
    screen.close();
    screen.close();
    keys.emit("data", Buffer.from("s"));
    screen.draw([{ text: "late", style: "plain" }]);
    expect(heard).to.deep.equal(["q", "resized"]);
    expect(keys.done).to.deep.equal(["raw", "cooked"]);
    expect(output.written).to.equal(
      "\x1b[?1049h\x1b[?25l\x1b[H\x1b[1ma\x1b[0m\x1b[K\r\nb\x1b[K\x1b[J\x1b[?25h\x1b[?1049l",
    );
    expect([keys.listenerCount("data"), output.listenerCount("resize")]).to.deep.equal([0, 0]);
  });
});
