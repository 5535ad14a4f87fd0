import { expect } from "chai";
import type { SpanView } from "../../src/client/observer/views.ts";
import { ClosedError, NotFoundError, TimeoutError } from "../../src/protocol/errors.ts";
import { failureOf } from "../support/failure.ts";
import { worker } from "./made-up.ts";
import { type Sheet, stage } from "./stage.ts";

const span = (name: string): SpanView => ({
  kind: "task",
  worker: "ann",
  lane: "0",
  name,
  key: `${name}-1`,
  began: 1,
  ms: 2,
  outcome: "done",
  bytes: 3,
});

describe("what pages are told", () => {
  it("asks nothing and nobody while nobody looks", async () => {
    const { pass, sources } = stage();
    await pass(10_000);
    expect(sources).to.deep.equal([]);
  });

  it("tells at once what is seen, then at most five times a second", async () => {
    const { join, pass, source } = stage();
    const { sheet } = await join("now");
    expect(sheet.told.map(({ event }) => event)).to.deep.equal(["status", "status", "now"]);
    expect(sheet.last("status")).to.deep.equal({ answers: true, why: null, control: false });
    await pass(1000);
    expect(sheet.count("now")).to.be.within(5, 6);
    expect(source().questions).to.be.within(5, 6);
  });

  it("asks once for fifty pages", async () => {
    const { join, pass, source } = stage();
    const sheets: Sheet[] = [];
    for (let page = 0; page < 50; page++) sheets.push((await join("now", "workers")).sheet);
    const before = source().questions;
    await pass(2000);
    expect(source().questions - before).to.be.within(11, 15);
    for (const sheet of sheets) expect(sheet.count("now")).to.be.within(10, 12);
  });

  it("tells of a view again only when it has changed", async () => {
    const { join, pass, source } = stage();
    const { sheet } = await join("workers");
    await pass(3000);
    expect(sheet.count("workers")).to.equal(1);
    source().workerViews = [worker("ann"), worker("bob")];
    await pass(1000);
    expect(sheet.count("workers")).to.equal(2);
    expect(sheet.last("workers")).to.deep.equal([worker("ann"), worker("bob")]);
  });

  it("passes over a page that does not read, and gives it the newest when it does", async () => {
    const { join, pass, source } = stage();
    const [slow, other] = [await join("workers"), await join("workers")];
    slow.sheet.writableNeedDrain = true;
    for (const name of ["bob", "cid", "dan"]) {
      source().workerViews = [worker(name)];
      await pass(1000);
    }
    expect(other.sheet.count("workers")).to.equal(4);
    expect(slow.sheet.count("workers")).to.equal(1);
    slow.sheet.writableNeedDrain = false;
    await pass(1000);
    expect(slow.sheet.count("workers")).to.equal(2);
    expect(slow.sheet.last("workers")).to.deep.equal([worker("dan")]);
  });

  it("ends the connection of a page that has read nothing for a minute", async () => {
    const { join, pass } = stage();
    const { sheet } = await join("now");
    sheet.writableNeedDrain = true;
    await pass(59_000);
    expect(sheet.destroyed).to.equal(false);
    await pass(2_000);
    expect(sheet.destroyed).to.equal(true);
  });

  it("asks no more when the last page is gone, and lets the source go after half a minute", async () => {
    const { join, pass, source, sources } = stage();
    const { leave } = await join("now");
    leave();
    const { questions } = source();
    await pass(29_000);
    expect(source().questions).to.equal(questions);
    expect(source().watched).to.equal(true);
    await pass(32_000);
    expect(source().closed).to.equal(true);
    expect(source().watched).to.equal(false);
    const again = await join("now");
    expect(sources).to.have.length(2);
    expect(again.sheet.count("now")).to.equal(1);
  });

  it("gives who comes later the last spans, and each page all that came since", async () => {
    const { join, pass, source } = stage();
    const first = await join("stream");
    source().hear({ at: 1, spans: [span("add"), span("mul")], dropped: 1 });
    await pass(400);
    source().hear({ at: 2, spans: [span("sub")], dropped: 0 });
    const second = await join("stream");
    await pass(400);
    const names = ({ told }: Sheet) =>
      told.flatMap(({ event, view }) =>
        event === "stream" ? [(view as { spans: SpanView[] }).spans.map(({ name }) => name)] : [],
      );
    expect(names(first.sheet)).to.deep.equal([["add", "mul"], ["sub"]]);
    expect(names(second.sheet).flat()).to.deep.equal(["add", "mul", "sub"]);
    expect(first.sheet.told.find(({ event }) => event === "stream")?.view).to.include({ dropped: 1 });
  });

  it("leaves spans out where there are too many, and counts them", async () => {
    const { join, pass, source } = stage();
    const { sheet } = await join("stream");
    source().hear({ at: 1, spans: Array.from({ length: 2000 }, () => span("add")), dropped: 5 });
    await pass(400);
    const { spans, dropped } = sheet.last("stream") as { spans: SpanView[]; dropped: number };
    expect(spans).to.have.length(500);
    expect(dropped).to.equal(1505);
  });

  it("keeps the last spans, not the first, while nobody listens", async () => {
    const { feed, join, pass, source } = stage();
    const { leave } = await join("now");
    leave();
    for (let batch = 0; batch < 40; batch++)
      source().hear({ at: batch, spans: Array.from({ length: 1000 }, () => span(`f${batch}`)), dropped: 0 });
    await pass(1000);
    const { spans, dropped } = JSON.parse(await feed.stream()) as { spans: SpanView[]; dropped: number };
    expect(spans.at(-1)?.name).to.equal("f39");
    expect(spans.length + dropped).to.equal(40_000);
    expect(spans.length).to.be.below(5001);
  });

  it("says that no scheduler answers, and that one does again", async () => {
    const { join, pass, source, sources } = stage();
    const { sheet } = await join("now");
    source().fallSilent();
    await pass(3000);
    expect(sheet.last("status")).to.include({ answers: false });
    const asked = source().questions;
    await pass(5000);
    expect(source().questions, "one question is open, and not asked again").to.equal(asked);
    source().speak();
    await pass(400);
    expect(sheet.last("status")).to.include({ answers: true, why: null });
    expect(sources).to.have.length(1);
  });

  it("is answered also where it is told that there is no such thing", async () => {
    const { feed, join, pass, source } = stage();
    const { sheet } = await join("now");
    source().chart = () => Promise.reject(new NotFoundError("That is no machine."));
    const look = feed.looks.findKeyed("chart", "add-1") ?? expect.fail("There is no such view.");
    expect((await failureOf(look.answer())).message).to.equal("That is no machine.");
    await pass(10_000);
    expect(sheet.told.filter(({ event }) => event === "status").slice(1)).to.not.be.empty;
    expect(sheet.last("status")).to.include({ answers: true });
    expect(source().closed).to.equal(false);
  });

  it("tries again each second to find a scheduler, while somebody looks", async () => {
    const { join, pass, sources, state } = stage();
    state.refuses = new TimeoutError("No scheduler answered. Start one.");
    const { sheet } = await join("now");
    await pass(2000);
    expect(sheet.last("status")).to.deep.include({
      answers: false,
      why: "No scheduler answered. Start one.",
    });
    state.refuses = null;
    await pass(2000);
    expect(sheet.last("status")).to.include({ answers: true });
    expect(sources).to.have.length(1);
  });

  it("has another source where one was closed", async () => {
    const { join, pass, source, sources } = stage();
    const { sheet } = await join("now");
    source().now = () => Promise.reject(new ClosedError("The session was closed."));
    await pass(2000);
    expect(sources).to.have.length(2);
    expect(sources[0]?.closed).to.equal(true);
    expect(sheet.last("status")).to.include({ answers: true });
  });

  it("rejects what is asked by the way when nothing answers in time", async () => {
    const { feed, join, pass, source } = stage();
    await join("now");
    source().fallSilent();
    await pass(400);
    const answer = failureOf(feed.looks.pulse.answer());
    await pass(5000);
    expect(await answer).to.be.an.instanceOf(TimeoutError);
  });
});
