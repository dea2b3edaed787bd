import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Segment, type SimulatedNode } from "./segment.ts";

/** Every broadcast once at every other node, every targeted envelope once at its target, for 4 flows. */
function expectConnected(segment: Segment, nodes: readonly SimulatedNode[]): void {
  for (const from of nodes) {
    const others = nodes.map((node) => (node === from ? 0 : 1));
    assert.deepEqual(segment.count(from, null, 1), others, `broadcast of ${from.number}`);
    for (const target of nodes) {
      if (target === from) continue;
      const only = nodes.map((node) => (node === target ? 1 : 0));
      for (let flow = 0; flow < 4; flow++) {
        assert.deepEqual(segment.count(from, target, flow), only, `${from.number} to ${target.number}, flow ${flow}`);
      }
    }
  }
}

describe("a segment", () => {
  test("two relays and a wire; the wire goes, another comes", () => {
    const segment = new Segment();
    const nodes = [segment.add("relay"), segment.add("relay"), segment.add("wire"), segment.add("wire")];
    const [left, right, phone, spare] = nodes as [SimulatedNode, SimulatedNode, SimulatedNode, SimulatedNode];
    const cables = [segment.join(left, phone), segment.join(phone, right)];
    segment.pass(500);
    assert.deepEqual(segment.count(left, right, 0), [0, 1, 0, 0]);
    for (const cable of cables) segment.cut(cable);
    assert.deepEqual(segment.count(left, right, 0), [0, 0, 0, 0]);
    segment.join(left, spare);
    segment.join(spare, right);
    segment.pass(500);
    assert.deepEqual(segment.count(left, right, 0), [0, 1, 0, 0]);
    assert.deepEqual(segment.count(right, left, 0), [1, 0, 0, 0]);
  });

  test("one phone loses one of its relays: a second phone takes over within a round trip, before the next hello", () => {
    const segment = new Segment();
    const nodes = [segment.add("relay"), segment.add("relay"), segment.add("wire"), segment.add("wire")];
    const [left, right, phone, spare] = nodes as [SimulatedNode, SimulatedNode, SimulatedNode, SimulatedNode];
    segment.join(left, phone);
    const cut = segment.join(phone, right);
    segment.join(left, spare);
    segment.join(spare, right);
    segment.pass(5500);
    segment.cut(cut);
    segment.pass(10);
    for (let flow = 0; flow < 8; flow++) assert.deepEqual(segment.count(left, right, flow), [0, 1, 0, 0], `flow ${flow}`);
  });

  test("a ring of six relays, cut and joined again", () => {
    const segment = new Segment();
    const nodes = Array.from({ length: 6 }, () => segment.add("relay"));
    const cables = nodes.map((node, i) => segment.join(node, nodes[(i + 1) % nodes.length]!));
    segment.pass(1000);
    expectConnected(segment, nodes);
    segment.cut(cables[2]!);
    segment.pass(1000);
    expectConnected(segment, nodes);
    segment.join(nodes[2]!, nodes[3]!);
    segment.pass(500);
    expectConnected(segment, nodes);
  });

  test("random graphs with rings, links cut and joined", () => {
    let seed = 20_250_101;
    const random = (limit: number): number => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 1) % limit;
    for (let round = 0; round < 4; round++) {
      const segment = new Segment();
      const nodes = Array.from({ length: 7 }, (_, i) => segment.add(i % 3 === 2 ? "wire" : "relay"));
      for (let i = 1; i < nodes.length; i++) segment.join(nodes[i]!, nodes[random(i)]!);
      const spare = Array.from({ length: 4 }, () => {
        const left = random(nodes.length);
        const right = (left + 1 + random(nodes.length - 1)) % nodes.length;
        return segment.join(nodes[left]!, nodes[right]!);
      });
      segment.pass(500);
      expectConnected(segment, nodes);
      for (const cable of spare) {
        segment.cut(cable);
        segment.pass(1000);
        expectConnected(segment, nodes);
      }
    }
  });
});
