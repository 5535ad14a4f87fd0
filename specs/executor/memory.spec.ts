import { expect } from "chai";
import { Claims } from "../../dist/src/executor/claims.js";
import { MAX_RECORD, Outbox } from "../../dist/src/executor/outbox.js";

describe("an outbox", () => {
  it("gives back all records as they were, however often it goes round", () => {
    const writer = new Outbox();
    const reader = new Outbox(writer.memory);
    let count = 0;
    for (let round = 0; round < 50; round++) {
      const sizes = [0, 1, 2, 3, 4, 5, round, 1000 + round, MAX_RECORD - round];
      const records = sizes.map((size) => new Uint8Array(size).fill(++count));
      for (const record of records) writer.write(record);
      expect(reader.read()).to.deep.equal(records);
    }
    expect(reader.read()).to.deep.equal([]);
  });

  it("asks for a wake-up only when its reader sleeps", () => {
    const writer = new Outbox();
    const reader = new Outbox(writer.memory);
    const record = new Uint8Array(3);
    expect([writer.write(record), writer.write(record)]).to.deep.equal([true, false]);
    reader.read();
    expect(writer.write(record)).to.equal(false);
    reader.sleep();
    expect([writer.write(record), writer.write(record)]).to.deep.equal([true, false]);
  });
});

describe("claims", () => {
  it("let a task be begun or taken back, never both", () => {
    const claims = new Claims();
    const thread = new Claims(claims.memory);
    for (const order of [1, 2]) claims.post(order);
    expect(thread.start(1)).to.equal(true);
    expect(claims.revoke(1)).to.equal(false);
    expect(claims.revoke(2)).to.equal(true);
    expect(thread.start(2)).to.equal(false);
    expect([claims.posted(1), claims.posted(2)]).to.deep.equal([false, false]);
  });

  it("say of a task that was begun when its function is called, once its place is its own", () => {
    const claims = new Claims();
    const thread = new Claims(claims.memory);
    claims.post(1);
    thread.call(1);
    expect([claims.posted(1), claims.called(1)]).to.deep.equal([true, false]);
    thread.start(1);
    expect(claims.called(1)).to.equal(false);
    thread.call(1);
    expect([claims.called(1), claims.revoke(1)]).to.deep.equal([true, false]);
  });

  it("give a place to the next one only when the one before has begun or was taken back", () => {
    const claims = new Claims();
    const places: number[] = [];
    for (let order = 1; claims.free(order); order++) {
      claims.post(order);
      places.push(order);
    }
    const next = places.length + 1;
    expect(claims.free(next)).to.equal(false);
    for (const order of places) if ((order - next) % places.length === 0) claims.start(order);
    expect(claims.free(next)).to.equal(true);
    claims.post(next);
    expect(claims.posted(next)).to.equal(true);
    expect(claims.start(next - places.length)).to.equal(false);
  });
});
