import { types } from "node:util";

/** Where in its container a value is: its position (in a Map that of its key, doubled, and one more) or its key. */
type Place = number | string | symbol | undefined;

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** The way from a value down to the part at hand: its containers and the place in each. */
export class Trail {
  readonly #root: string;
  // Most values are flat: these places are enough for them, and more come by themselves.
  readonly #containers: (object | undefined)[] = new Array(2);
  readonly #places: Place[] = new Array(2);
  #depth = 0;

  /** `root` is what a path begins with. */
  constructor(root: string) {
    this.#root = root;
  }

  get depth(): number {
    return this.#depth;
  }

  /** How many containers are around this one, or -1 where it is none of those on the way. */
  find(container: object): number {
    for (let i = 0; i < this.#depth; i++) if (this.#containers[i] === container) return i;
    return -1;
  }

  enter(container: object): void {
    this.#containers[this.#depth++] = container;
    this.at(undefined);
  }

  /** Goes to a place in the innermost container. */
  at(place: Place): void {
    this.#places[this.#depth - 1] = place;
  }

  /** Goes back to where `depth` containers are around: out of the innermost one. */
  leave(depth = this.#depth - 1): void {
    this.#depth = depth;
  }

  /** The way as an expression: `value.items[3].callback`, up to where `depth` containers are around. */
  path(depth = this.depth): string {
    let path = this.#root;
    for (let i = 0; i < depth; i++) path += step(this.#containers[i], this.#places[i]);
    return path;
  }
}

function step(container: unknown, place: Place): string {
  if (typeof place === "string") return IDENTIFIER.test(place) ? `.${place}` : `[${JSON.stringify(place)}]`;
  if (typeof place === "symbol") return `[${String(place)}]`;
  if (place === undefined) return "";
  if (types.isSet(container)) return `.values()[${place}]`;
  if (types.isMap(container)) return entry(container, place >> 1, place % 2 === 0);
  return `[${place}]`;
}

function entry(map: ReadonlyMap<unknown, unknown>, index: number, isKey: boolean): string {
  if (isKey) return `.keys()[${index}]`;
  const key = [...map.keys()][index];
  if (typeof key === "string") return `.get(${JSON.stringify(key)})`;
  return typeof key === "number" ? `.get(${key})` : `.values()[${index}]`;
}
