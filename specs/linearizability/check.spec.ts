import { expect } from "chai";
import { faultOf } from "./check.ts";
import { type EventReply, type EventRequest, eventModel } from "./models/event.ts";
import { type RegisterReply, type RegisterRequest, registerModel } from "./models/register.ts";
import { DONE, describeModel, EXPIRED } from "./stories.ts";
import { tell } from "./telling.ts";

describe("the linearizability checker", () => {
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
