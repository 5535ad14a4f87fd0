import { expect } from "chai";
import type { GraphView } from "../../../src/client/observer/views.ts";
import { groupsOf } from "../../../src/dashboard/page/model/graph-groups.ts";
import { curve, layOut, nodeWidth, shapeOf } from "../../../src/dashboard/page/model/graph-layout.ts";

function graph(ids: readonly string[], edges: GraphView["edges"] = []): GraphView {
  const nodes = ids.map((id) => ({ id, name: id.replace(/\d+$/, ""), tasks: { pending: 1 } }));
  return { grouped: false, nodes, edges, truncated: false };
}

describe("The picture of a graph", () => {
  it("has what is needed at the left of what needs it", () => {
    const { nodes, edges } = layOut(
      graph(
        ["a", "b", "c"],
        [
          ["a", "b"],
          ["b", "c"],
        ],
      ),
    );
    const [a, b, c] = ["a", "b", "c"].map((id) => nodes.get(id)?.x ?? Number.NaN);
    expect([a, b, c]).to.eql([a, b, c].toSorted((one = 0, other = 0) => one - other));
    expect(edges).to.have.length(2);
  });

  it("has every node within its size, and none upon another", () => {
    const ids = Array.from({ length: 40 }, (_, index) => `task${index}`);
    const edges = ids.slice(1, 20).map((id, index) => [`task${Math.floor(index / 2)}`, id] as const);
    const { width, height, nodes } = layOut(graph(ids, edges));
    const places = [...nodes.values()];
    expect(places).to.have.length(40);
    for (const { x, y } of places) {
      expect(x).to.be.within(0, width);
      expect(y).to.be.within(0, height);
    }
    const wide = nodeWidth("task");
    for (const [index, one] of places.entries()) {
      for (const other of places.slice(index + 1)) {
        expect(Math.abs(one.x - other.x) >= wide || Math.abs(one.y - other.y) >= 26).to.equal(true);
      }
    }
  });

  it("leaves out an edge from what is not shown", () => {
    expect(layOut(graph(["a", "b"], [["gone", "a"]])).edges).to.eql([]);
  });

  it("is laid out anew when nodes or edges change, not when states do", () => {
    const view = graph(["a", "b"], [["a", "b"]]);
    const running = { ...view, nodes: view.nodes.map((node) => ({ ...node, tasks: { running: 1 } })) };
    expect(shapeOf(running)).to.equal(shapeOf(view));
    expect(shapeOf(graph(["a", "b"]))).not.to.equal(shapeOf(view));
    expect(shapeOf(graph(["a"]))).not.to.equal(shapeOf(graph(["a", "b"])));
  });

  it("stands for nothing where there is nothing", () => {
    expect(layOut(graph([])).nodes.size).to.equal(0);
  });

  it("has lines from the first of their points to the last", () => {
    expect(curve([])).to.equal("");
    expect(
      curve([
        { x: 0, y: 0 },
        { x: 4, y: 0 },
      ]),
    ).to.equal("M0,0L4,0");
    expect(
      curve([
        { x: 0, y: 0 },
        { x: 4, y: 0 },
        { x: 8, y: 8 },
      ]),
    ).to.equal("M0,0Q4,0 8,8");
  });
});

describe("A graph in groups", () => {
  it("has a node for each function with sums of its states, and each edge once", () => {
    const view = graph(
      ["a1", "a2", "b1", "b2"],
      [
        ["a1", "b1"],
        ["a2", "b2"],
      ],
    );
    expect(groupsOf(view)).to.eql({
      grouped: true,
      nodes: [
        { id: "a", name: "a", tasks: { pending: 2 } },
        { id: "b", name: "b", tasks: { pending: 2 } },
      ],
      edges: [["a", "b"]],
      truncated: false,
    });
  });

  it("stays as it is where it came in groups", () => {
    const view = { ...graph(["a"]), grouped: true };
    expect(groupsOf(view)).to.equal(view);
  });
});
