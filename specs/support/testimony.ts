import type {
  Durability,
  Life,
  ResultTestimony,
  RunTestimony,
  ToScheduler,
} from "../../src/protocol/messages.ts";
import { payload } from "./words.ts";

/** What a worker testifies, and says with that. */
export interface Testimony {
  readonly runs?: readonly RunTestimony[];
  readonly results?: readonly ResultTestimony[];
  readonly words?: readonly ToScheduler[];
  readonly threads?: number;
  readonly former?: Durability;
}

/** A run under way that a worker testifies to. */
export const run = (
  key: string,
  number: number,
  begun = false,
  waiting = false,
  life: Life = null,
): RunTestimony => [key, number, 1, begun, waiting, null, life];

/** A large result that a worker testifies to; a copy where it was made in run 0. */
export const held = (
  key: string,
  number: number,
  size = 9999,
  futures: readonly string[] = [],
  life: Life = null,
): ResultTestimony => [key, number, size, null, futures, null, life];

/** A small result that a worker testifies to. */
export const small = (key: string, number: number, value: string, life: Life = null): ResultTestimony => [
  key,
  number,
  value.length,
  payload(value),
  [],
  null,
  life,
];

/** An actor that lives on a worker. */
export const living = (key: string, number: number, name: string | null = null): ResultTestimony => [
  key,
  number,
  1,
  payload("@"),
  [],
  ["object", name, 1, false],
  null,
];
