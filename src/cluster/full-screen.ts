import type { ReadStream, WriteStream } from "node:tty";
import type { DrawnLine } from "./top-drawing.ts";

/** What of a terminal's streams is used. */
export type KeyInput = Pick<ReadStream, "isTTY" | "setRawMode" | "on" | "off" | "resume" | "pause">;
export type ScreenOutput = Pick<WriteStream, "columns" | "rows" | "write" | "on" | "off">;

/** Another screen, without cursor, and back. */
const ENTER = "\x1b[?1049h\x1b[?25l";
const LEAVE = "\x1b[?25h\x1b[?1049l";

const STYLES: Readonly<Record<DrawnLine["style"], string>> = {
  title: "1",
  head: "7",
  plain: "",
  bad: "31",
  quiet: "2",
};

/** What somebody does who looks at it. */
export interface ScreenEvents {
  /** A key, as the terminal says it. */
  key(text: string): void;
  resized(): void;
}

/** A terminal's whole screen, and its keys, until it is closed: then all is as before. */
export class FullScreen {
  readonly #input: KeyInput;
  readonly #output: ScreenOutput;
  readonly #colourful: boolean;
  readonly #key: (bytes: Buffer) => void;
  readonly #resized: () => void;
  readonly #exit = () => this.close();
  #open = false;

  constructor(input: KeyInput, output: ScreenOutput, colourful: boolean, events: ScreenEvents) {
    this.#input = input;
    this.#output = output;
    this.#colourful = colourful;
    this.#key = (bytes) => events.key(bytes.toString("utf8"));
    this.#resized = () => events.resized();
    this.open();
  }

  get columns(): number {
    return this.#output.columns;
  }

  get rows(): number {
    return this.#output.rows;
  }

  /** Takes the screen, where it has not. */
  open(): void {
    if (this.#open) return;
    this.#open = true;
    process.on("exit", this.#exit);
    this.#output.on("resize", this.#resized);
    this.#output.write(ENTER);
    if (!this.#input.isTTY) return;
    this.#input.setRawMode(true);
    this.#input.on("data", this.#key);
    this.#input.resume();
  }

  /** Shows lines in place of all that was there. */
  draw(lines: readonly DrawnLine[]): void {
    if (!this.#open) return;
    const rows = lines.map(({ text, style }) => `${this.#paint(text, style)}\x1b[K`);
    this.#output.write(`\x1b[H${rows.join("\r\n")}\x1b[J`);
  }

  /** Gives the screen back. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    process.off("exit", this.#exit);
    this.#output.off("resize", this.#resized);
    this.#output.write(LEAVE);
    if (!this.#input.isTTY) return;
    this.#input.off("data", this.#key);
    this.#input.setRawMode(false);
    this.#input.pause();
  }

  #paint(text: string, style: DrawnLine["style"]): string {
    const code = STYLES[style];
    return this.#colourful && code !== "" && text !== "" ? `\x1b[${code}m${text}\x1b[0m` : text;
  }
}
