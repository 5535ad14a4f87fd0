import { expect } from "chai";
import { faultOf } from "./check.ts";
import { type EventReply, type EventRequest, eventModel } from "./models/event.ts";
import { type LockReply, type LockRequest, lockModel } from "./models/lock.ts";
import { queueModel } from "./models/queue.ts";
import type { QueueReply, QueueRequest } from "./models/queue-operation.ts";
import { type RegisterReply, type RegisterRequest, registerModel } from "./models/register.ts";
import { semaphoreModel } from "./models/semaphore.ts";
import { type Told, tell } from "./telling.ts";

/** Histories by what is special about them. */
type Stories<Request, Reply> = Readonly<Record<string, readonly Told<Request, Reply>[]>>;

const DONE = ["done"] as const;
const EXPIRED = ["expired"] as const;
const put = (item: string) => ["put", item] as const;
const get = (count: number | "all" = 1) => ["get", count] as const;
const items = (...names: string[]) => ["items", names] as const;
const acquire = (...names: string[]) => ["acquire", names.length > 0 ? names : ["l"]] as const;
const release = (token: number) => ["release", token] as const;
const granted = (token: number) => ["granted", token] as const;

/** One spec for each history, by whether there is a fault in it. */
function describeModel<Request, Reply>(
  title: string,
  look: (lines: readonly Told<Request, Reply>[]) => string | null,
  { right, wrong }: { right: Stories<Request, Reply>; wrong: Stories<Request, Reply> },
): void {
  describe(title, () => {
    for (const [name, lines] of Object.entries(right)) {
      it(`explains ${name}`, () => expect(look(lines)).to.equal(null));
    }
    for (const [name, lines] of Object.entries(wrong)) {
      it(`finds ${name}`, () => expect(look(lines)).to.be.a("string"));
    }
  });
}

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

  describeModel<LockRequest, LockReply>("of a lock", (lines) => faultOf(tell(...lines), lockModel), {
    right: {
      "one holder after the other": [
        ["a", acquire(), granted(5)],
        ["b", acquire(), granted(8), [10, 30]],
        ["a", release(5), DONE, [20, 25]],
        ["b", release(8), DONE],
      ],
      "a lock of a client that is gone": [
        ["a", acquire(), granted(5)],
        ["a", ["gone"], null],
        ["b", acquire(), EXPIRED],
        ["b", acquire(), granted(9)],
        ["a", release(5), ["notHeld"]],
      ],
      "a grant that nobody heard of": [
        ["a", acquire(), null],
        ["a", ["gone"], null],
        ["b", acquire(), EXPIRED],
        ["b", acquire(), granted(2)],
      ],
      "several locks at once": [
        ["a", acquire("l", "m"), granted(1)],
        ["b", acquire("m"), granted(3), [10, 40]],
        ["a", release(1), DONE, [20, 30]],
        ["a", acquire("l"), granted(2), [32, 45]],
      ],
    },
    wrong: {
      "two holders at once": [
        ["a", acquire(), granted(5)],
        ["b", acquire(), granted(6)],
        ["a", release(5), DONE],
      ],
      "two holders at once, of one lock among several": [
        ["a", acquire("l", "m"), granted(5)],
        ["b", acquire("m", "n"), granted(6)],
      ],
      "a token that does not grow": [
        ["a", acquire(), granted(5)],
        ["a", release(5), DONE],
        ["b", acquire(), granted(5)],
      ],
      "a token that shrinks": [
        ["a", acquire(), granted(5)],
        ["a", release(5), DONE],
        ["b", acquire(), granted(4)],
      ],
      "an acquire out of time that holds": [
        ["a", acquire(), granted(5)],
        ["b", acquire(), EXPIRED, [10, 40]],
        ["a", release(5), DONE, [20, 25]],
        ["c", acquire(), EXPIRED, [50, 60]],
      ],
      "a lock that outlives its release": [
        ["a", acquire(), granted(5)],
        ["a", release(5), DONE],
        ["b", acquire(), EXPIRED],
      ],
      "a release of what was given on": [
        ["a", acquire(), granted(5)],
        ["a", ["gone"], null],
        ["b", acquire(), granted(6)],
        ["a", release(5), DONE],
      ],
      "a release that is refused to the holder": [
        ["a", acquire(), granted(5)],
        ["a", release(5), ["notHeld"]],
      ],
      "somebody served before who was in line first": [
        ["a", acquire(), granted(1)],
        ["b", acquire(), granted(9), [10, 90, 20]],
        ["c", acquire(), granted(5), [30, 60]],
        ["a", release(1), DONE, [40, 50]],
        ["c", release(5), DONE, [70, 80]],
      ],
    },
  });

  describeModel<LockRequest, LockReply>(
    "of a semaphore",
    (lines) => faultOf(tell(...lines), semaphoreModel(2)),
    {
      right: {
        "as many holders as leases": [
          ["a", acquire(), granted(1)],
          ["b", acquire(), granted(2)],
          ["c", acquire(), EXPIRED],
          ["a", release(1), DONE],
          ["c", acquire(), granted(3)],
        ],
        "leases of a client that is gone": [
          ["a", acquire(), granted(1)],
          ["a", acquire(), granted(2)],
          ["a", ["gone"], null],
          ["b", acquire(), granted(3)],
          ["b", acquire(), granted(4)],
        ],
      },
      wrong: {
        "one holder too many": [
          ["a", acquire(), granted(1)],
          ["b", acquire(), granted(2)],
          ["c", acquire(), granted(3)],
        ],
        "a token given twice": [
          ["a", acquire(), granted(1)],
          ["b", acquire(), granted(1)],
        ],
        "an acquire out of time with a lease left": [
          ["a", acquire(), granted(1)],
          ["b", acquire(), EXPIRED],
        ],
        "a release that counts twice": [
          ["a", acquire(), granted(1)],
          ["a", release(1), DONE],
          ["a", release(1), DONE],
        ],
      },
    },
  );

  describeModel<RegisterRequest, RegisterReply>(
    "of a variable",
    (lines) => faultOf(tell(...lines), registerModel),
    {
      right: {
        "the last value": [
          ["a", ["set", "1"], DONE],
          ["b", ["set", "2"], DONE],
          ["a", ["get"], ["value", "2"]],
        ],
        "either of two values set at the same time": [
          ["a", ["set", "1"], DONE, [0, 10]],
          ["b", ["set", "2"], DONE, [0, 10]],
          ["c", ["get"], ["value", "1"], [11, 12]],
        ],
        "a value that nobody knows was set, late": [
          ["a", ["set", "1"], DONE],
          ["b", ["set", "2"], null],
          ["c", ["get"], ["value", "1"]],
          ["c", ["get"], ["value", "2"]],
        ],
        "a get that waits for a value": [
          ["a", ["get"], ["value", "1"], [0, 20]],
          ["b", ["get"], EXPIRED, [1, 9]],
          ["c", ["set", "1"], DONE, [10, 11]],
        ],
      },
      wrong: {
        "a stale read": [
          ["a", ["set", "1"], DONE],
          ["a", ["set", "2"], DONE],
          ["b", ["get"], ["value", "1"]],
        ],
        "a read that goes back": [
          ["a", ["set", "1"], DONE, [0, 1]],
          ["b", ["set", "2"], DONE, [2, 50]],
          ["c", ["get"], ["value", "2"], [10, 11]],
          ["d", ["get"], ["value", "1"], [20, 21]],
        ],
        "a value that nobody set": [["a", ["get"], ["value", "1"]]],
        "a value that was deleted": [
          ["a", ["set", "1"], DONE],
          ["a", ["delete"], DONE],
          ["b", ["get"], ["value", "1"]],
        ],
        "a get out of time with a value there": [
          ["a", ["set", "1"], DONE],
          ["b", ["get"], EXPIRED],
        ],
      },
    },
  );

  describeModel<EventRequest, EventReply>("of an event", (lines) => faultOf(tell(...lines), eventModel), {
    right: {
      "who waits until it is set": [
        ["a", ["wait"], DONE, [0, 20]],
        ["b", ["wait"], EXPIRED, [1, 9]],
        ["c", ["set"], DONE, [10, 11]],
      ],
      "a clear that nobody knows of": [
        ["a", ["set"], DONE],
        ["b", ["clear"], null],
        ["c", ["isSet"], ["flag", true]],
        ["c", ["isSet"], ["flag", false]],
      ],
    },
    wrong: {
      "an event that un-sets itself": [
        ["a", ["set"], DONE],
        ["b", ["isSet"], ["flag", true]],
        ["b", ["isSet"], ["flag", false]],
      ],
      "one clear that counts twice": [
        ["a", ["set"], DONE],
        ["b", ["clear"], null],
        ["c", ["isSet"], ["flag", false]],
        ["a", ["set"], DONE],
        ["c", ["isSet"], ["flag", false]],
      ],
      "who goes on before it is set": [
        ["a", ["wait"], DONE],
        ["b", ["set"], DONE],
      ],
      "a wait out of time on a set event": [
        ["b", ["set"], DONE],
        ["a", ["wait"], EXPIRED],
      ],
    },
  });

  it("looks at each object by itself, and says where it found no explanation", () => {
    const here = tell<RegisterRequest, RegisterReply>(
      ["a", ["set", "1"], DONE],
      ["b", ["get"], ["value", "1"]],
    );
    const there = tell<RegisterRequest, RegisterReply>(
      ["a", ["set", "1"], DONE],
      ["b", ["get"], ["value", "2"]],
    );
    const moved = there.map((operation) => ({ ...operation, object: "there" }));
    expect(faultOf(here, registerModel)).to.equal(null);
    const fault = faultOf([...here, ...moved], registerModel);
    expect(fault).to.match(/^there: no order explains it\nafter 1 of 2 the state is 1/);
    expect(fault).to.include('b ["get"] → ["value","2"]');
  });
});
