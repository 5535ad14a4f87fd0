import { faultOf } from "./check.ts";
import { queueModel } from "./models/queue.ts";
import type { QueueReply, QueueRequest } from "./models/queue-operation.ts";
import { DONE, describeModel, EXPIRED } from "./stories.ts";
import { tell } from "./telling.ts";

const put = (item: string) => ["put", item] as const;
const get = (count: number | "all" = 1) => ["get", count] as const;
const items = (...names: string[]) => ["items", names] as const;

describe("the linearizability checker", () => {
  describeModel<QueueRequest, QueueReply>("of a queue", (lines) => faultOf(tell(...lines), queueModel(2)), {
    right: {
      "items in order": [
        ["a", put("x"), DONE],
        ["b", put("y"), DONE],
        ["a", get(), items("x")],
        ["a", get(), items("y")],
        ["a", ["size"], ["size", 0]],
      ],
      "puts at the same time, in any order": [
        ["a", put("x"), DONE, [0, 10]],
        ["b", put("y"), DONE, [1, 9]],
        ["c", get(2), items("y", "x"), [20, 30]],
      ],
      "a get that waits": [
        ["c", get(), items("x"), [0, 20]],
        ["a", put("x"), DONE, [10, 12]],
      ],
      "a put that waits for room": [
        ["a", put("x"), DONE],
        ["a", put("y"), DONE],
        ["a", put("z"), DONE, [20, 50]],
        ["b", get(), items("x"), [30, 40]],
        ["b", ["size"], ["size", 2], [60, 70]],
      ],
      "a put that nobody knows of, long after": [
        ["a", put("x"), null],
        ["b", get(), EXPIRED],
        ["b", get(), items("x")],
      ],
      "an item that went with a client": [
        ["a", put("x"), DONE],
        ["b", get(), null],
        ["a", put("y"), DONE],
        ["c", get(), items("y")],
      ],
      "a get out of time on an empty queue, a put on a full one": [
        ["b", get(), EXPIRED],
        ["a", put("x"), DONE],
        ["a", put("y"), DONE],
        ["a", put("z"), EXPIRED],
        ["b", get("all"), items("x", "y")],
        ["b", get("all"), items()],
      ],
      "a get out of time behind one that waits for more": [
        ["a", put("x"), DONE],
        ["b", get(2), items("x", "y"), [20, 60]],
        ["c", get(), EXPIRED, [30, 40]],
        ["a", put("y"), DONE, [50, 55]],
      ],
    },
    wrong: {
      "a lost item": [
        ["a", put("x"), DONE],
        ["a", put("y"), DONE],
        ["b", get(), items("y")],
      ],
      "an item lost at the end": [
        ["a", put("x"), DONE],
        ["b", ["size"], ["size", 0]],
      ],
      "a repeated item": [
        ["a", put("x"), DONE],
        ["b", get(), items("x")],
        ["c", get(), items("x")],
      ],
      "an item from nowhere": [["b", get(), items("x")]],
      "an item before it was put": [
        ["b", get(), items("x")],
        ["a", put("x"), DONE],
      ],
      "items out of order": [
        ["a", put("x"), DONE],
        ["a", put("y"), DONE],
        ["b", get(), items("y")],
        ["b", get(), items("x")],
      ],
      "items out of order in a batch": [
        ["a", put("x"), DONE],
        ["a", put("y"), DONE],
        ["b", get(2), items("y", "x")],
      ],
      "items out of order by way of a third": [
        ["a", put("x"), DONE, [0, 1]],
        ["b", put("y"), DONE, [2, 30]],
        ["c", put("z"), DONE, [2, 30]],
        ["d", get(), items("y"), [40, 41]],
        ["d", get(), items("z"), [42, 43]],
        ["d", get(), items("x"), [44, 45]],
      ],
      "a batch that is too small": [
        ["a", put("x"), DONE],
        ["b", get(2), items("x")],
      ],
      "a batch torn apart": [
        ["a", put("x"), DONE, [0, 1]],
        ["a", put("y"), DONE, [2, 3]],
        ["b", get(2), items("x", "z"), [4, 20]],
        ["c", get(), items("y"), [5, 21]],
        ["a", put("z"), DONE, [6, 7]],
      ],
      "an item more than there is room for": [
        ["a", put("x"), DONE],
        ["a", put("y"), DONE],
        ["a", put("z"), DONE],
        ["b", get(), items("x")],
      ],
      "a get out of time that swallowed an item": [
        ["b", get(), EXPIRED, [0, 20]],
        ["a", put("x"), DONE, [10, 11]],
        ["c", get(), EXPIRED, [30, 40]],
      ],
      "a put out of time that took effect": [
        ["a", put("x"), DONE],
        ["a", put("y"), DONE],
        ["a", put("z"), EXPIRED],
        ["b", get(2), items("x", "y")],
        ["b", get(), items("z")],
      ],
      "two items that went with one client": [
        ["a", put("x"), DONE],
        ["a", put("y"), DONE],
        ["b", get(), null],
        ["a", ["size"], ["size", 0]],
      ],
      "somebody served before who was in line first": [
        ["a", get(), items("y"), [0, 50, 5]],
        ["b", get(), items("x"), [10, 40]],
        ["c", put("x"), DONE, [20, 21]],
        ["c", put("y"), DONE, [22, 23]],
      ],
      "a wrong size": [
        ["a", put("x"), DONE],
        ["a", ["size"], ["size", 2]],
      ],
    },
  });
});
