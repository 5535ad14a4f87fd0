import { faultOf } from "./check.ts";
import { lockModel } from "./models/lock.ts";
import type { LockReply, LockRequest } from "./models/lock-operation.ts";
import { semaphoreModel } from "./models/semaphore.ts";
import { DONE, describeModel, EXPIRED } from "./stories.ts";
import { tell } from "./telling.ts";

const acquire = (...names: string[]) => ["acquire", names.length > 0 ? names : ["l"]] as const;
const release = (token: number) => ["release", token] as const;
const granted = (token: number) => ["granted", token] as const;

describe("the linearizability checker", () => {
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
});
