import { expect } from "chai";
import type { ChartView, StateNodeView } from "../../../src/client/observer/views.ts";
import {
  type ChartLayout,
  layOutChart,
  type StateBox,
} from "../../../src/dashboard/page/model/chart-layout.ts";

function state(id: string, states: readonly StateNodeView[] = []): StateNodeView {
  const name = id.slice(id.lastIndexOf(".") + 1);
  return {
    id,
    name,
    type: states.length > 0 ? "compound" : "atomic",
    initial: states[0]?.name ?? null,
    states,
  };
}

function chart(states: readonly StateNodeView[], transitions: ChartView["transitions"]): ChartView {
  return { id: "light", root: state("", states), transitions, current: [], events: [] };
}

const light = chart(
  [state("green"), state("red", [state("red.walk"), state("red.wait")])],
  [
    { from: "green", to: "red", label: "TIMER" },
    { from: "red", to: "green", label: "TIMER" },
    { from: "red.walk", to: "red.wait", label: "COUNTDOWN" },
    { from: "red.wait", to: "green", label: "SKIP" },
    { from: "green", to: "green", label: "TICK" },
    { from: "green", to: "green", label: "TOCK" },
  ],
);

function box(layout: ChartLayout, id: string): StateBox {
  const found = layout.states.find(({ node }) => node.id === id);
  if (found === undefined) throw new Error(`There is no box for ${id}.`);
  return found;
}

const contains = (outer: StateBox, inner: StateBox) =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  outer.x + outer.width >= inner.x + inner.width &&
  outer.y + outer.height >= inner.y + inner.height;

describe("The picture of a statechart", () => {
  const layout = layOutChart(light);

  it("has a box for every state, those inside another within it and painted after it", () => {
    const ids = layout.states.map(({ node }) => node.id);
    expect(ids).to.have.members(["green", "red", "red.walk", "red.wait"]);
    for (const id of ["red.walk", "red.wait"]) {
      expect(contains(box(layout, "red"), box(layout, id)), id).to.equal(true);
      expect(ids.indexOf("red")).to.be.below(ids.indexOf(id));
    }
    expect(contains(box(layout, "red"), box(layout, "green"))).to.equal(false);
  });

  it("lies within its size", () => {
    for (const { x, y, width, height } of layout.states) {
      expect(Math.min(x, y)).to.be.at.least(0);
      expect(x + width).to.be.at.most(layout.width);
      expect(y + height).to.be.at.most(layout.height);
    }
  });

  it("points to the initial state of each level", () => {
    expect(layout.dots).to.have.length(2);
  });

  it("has one arrow for all that leads from one state to another, between siblings", () => {
    const labels = layout.arrows.map(({ lines }) => lines.join()).filter((lines) => lines !== "");
    expect(labels).to.have.members(["TIMER", "TIMER,SKIP", "COUNTDOWN"]);
    for (const { points } of layout.arrows) expect(points.length).to.be.at.least(2);
  });

  it("writes events that lead back to the same state into it", () => {
    expect(box(layout, "green").own).to.eql(["TICK", "TOCK"]);
    expect(box(layout, "red").own).to.eql([]);
  });

  it("sums up labels that are too many", () => {
    const many = Array.from({ length: 9 }, (_, index) => ({ from: "a", to: "b", label: `E${index}` }));
    const { arrows } = layOutChart(chart([state("a"), state("b")], many));
    expect(arrows.map(({ lines }) => lines)).to.deep.include(["E0", "E1", "E2", "and 6 more"]);
  });

  it("shows what leaves from any state", () => {
    const any = layOutChart(chart([state("a"), state("b")], [{ from: "", to: "b", label: "STOP" }]));
    expect(any.states.map(({ node }) => node.name)).to.include("any");
    expect(any.arrows.map(({ lines }) => lines.join())).to.include("STOP");
  });

  it("leaves room for counts", () => {
    expect(box(layOutChart(light, 8), "green").width).to.be.above(box(layout, "green").width);
  });

  it("is possible of a machine with one state alone", () => {
    expect(layOutChart(chart([], [])).states).to.eql([]);
  });
});
