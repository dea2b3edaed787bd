import assert from "node:assert/strict";
import { describe, test } from "node:test";
import envelopes from "../../../tests/vectors/envelope.json";
import hellos from "../../../tests/vectors/hello.json";
import joinLinks from "../../../tests/vectors/joinlink.json";
import recentWindows from "../../../tests/vectors/recentwindow.json";
import records from "../../../tests/vectors/records.json";
import windows from "../../../tests/vectors/window.json";
import { Envelope } from "../src/protocol/envelope.ts";
import { readHello, writeHello } from "../src/protocol/hello.ts";
import { formatId, randomId } from "../src/protocol/id.ts";
import { formatFragment, formatJoinLink, readJoinLink } from "../src/protocol/joinlink.ts";
import { MessageKind } from "../src/protocol/messagekind.ts";
import { RecentWindow } from "../src/protocol/recentwindow.ts";
import { ReplayWindow } from "../src/protocol/replaywindow.ts";
import { readRecords } from "./records.ts";
import { bytesOf, idOf, toHex, type Bytes } from "./vectors.ts";

describe("envelope vectors", () => {
  for (const entry of envelopes as (Bytes & { name: string; valid: boolean; kind: keyof typeof MessageKind; [field: string]: unknown })[]) {
    test(entry.name, () => {
      const bytes = bytesOf(entry);
      const envelope = new Envelope();
      assert.equal(envelope.tryRead(new DataView(bytes.buffer)), entry.valid);
      if (!entry.valid) return;
      const { sealed, tagged, hopLimit, epoch, flow, sequence } = envelope;
      const origin = formatId({ hi: envelope.originHi, lo: envelope.originLo });
      const target = formatId({ hi: envelope.targetHi, lo: envelope.targetLo });
      const kind = Object.entries(MessageKind).find(([, value]) => value === envelope.kind)?.[0];
      const expected = Object.fromEntries(
        ["kind", "sealed", "tagged", "hopLimit", "epoch", "flow", "origin", "target", "sequence"].map((field) => [field, entry[field]]),
      );
      assert.deepEqual({ kind, sealed, tagged, hopLimit, epoch, flow, origin, target, sequence }, expected);
      const written = bytes.slice();
      written.fill(0xee, 0, 32);
      envelope.write(new DataView(written.buffer));
      assert.deepEqual(written, bytes);
    });
  }
});

describe("window vectors", () => {
  for (const { name, steps } of windows as { name: string; steps: [number, boolean][] }[]) {
    test(name, () => {
      const window = new ReplayWindow();
      steps.forEach(([sequence, seen], i) => assert.equal(window.tryMark(sequence), !seen, `step ${i}: ${sequence}`));
    });
  }
});

describe("recent window vectors", () => {
  for (const { name, steps } of recentWindows as { name: string; steps: [number, number, boolean][] }[]) {
    test(name, () => {
      const window = new RecentWindow();
      steps.forEach(([seconds, sequence, seen], i) =>
        assert.equal(window.tryMark(sequence, seconds * 1000), !seen, `step ${i}: ${sequence} at ${seconds} s`),
      );
    });
  }
});

describe("records vectors", () => {
  for (const entry of records as (Bytes & { name: string; valid: boolean; records: { header: string; frame: string | Bytes }[] })[]) {
    test(entry.name, () => {
      const expected = entry.valid
        ? entry.records.map(({ header, frame }) => ({ header, frame: typeof frame === "string" ? frame : toHex(bytesOf(frame)) }))
        : null;
      assert.deepEqual(readRecords(bytesOf(entry)), expected);
    });
  }
});

describe("hello vectors", () => {
  for (const entry of hellos as (Bytes & { name: string; json?: string; valid: boolean; fields: Record<string, unknown> })[]) {
    test(entry.name, () => {
      const hello = readHello(entry.json === undefined ? bytesOf(entry) : new TextEncoder().encode(entry.json));
      assert.equal(hello !== null, entry.valid);
      if (hello === null) return;
      const expected = Object.fromEntries(Object.entries(entry.fields).filter(([, value]) => value !== null));
      assert.deepEqual({ ...hello }, expected);
      assert.deepEqual(readHello(writeHello(hello)), hello);
    });
  }
});

describe("join link vectors", () => {
  for (const entry of joinLinks as { name: string; text: string; valid: boolean; fields: { with: string[] } }[]) {
    test(entry.name, () => {
      const link = readJoinLink(entry.text);
      assert.equal(link !== null, entry.valid);
      if (link === null) return;
      assert.deepEqual({ ...link, with: link.with.map(formatJoinLink) }, entry.fields);
      assert.deepEqual(readJoinLink(formatJoinLink(link)), link);
    });
  }

  test("the fragment holds everything but the place", () => {
    const text = "http://h:1/#token=a&with=http%3A%2F%2F%5B%3A%3A1%5D%3A2%2F%23token%3Db";
    assert.equal(formatFragment(readJoinLink(text)!), text.slice(text.indexOf("#")));
  });
});

describe("id", () => {
  test("is written as 16 hex digits", () => {
    for (const hex of ["0000000000000001", "00000000ffffffff", "ffffffff00000000", "a1b2c3d4e5f60718"]) {
      assert.equal(formatId(idOf(hex)), hex);
    }
  });

  test("random ids are never 0", () => {
    const draws = [
      [0, 0],
      [0, 7],
    ];
    assert.deepEqual(
      randomId((values) => values.set(draws.shift()!)),
      { hi: 0, lo: 7 },
    );
  });
});
