import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readJoinLink } from "../src/protocol/joinlink.ts";
import { findTrouble, summarizeTrouble } from "../src/page/keys.ts";
import { summarize } from "../src/page/words.ts";
import { unreachable } from "../src/worker/errors.ts";
import type { LinkReport, WireReport } from "../src/worker/report.ts";

/** Relays host1, host2, … in the order of their links: a key id, or plain, or nothing heard yet. */
function relays(...states: (string | "plain" | null)[]): LinkReport[] {
  return states.map(
    (state, i) =>
      ({
        key: `10.0.0.${i + 1}:7001`,
        state: "open",
        relayName: state === null ? null : `host${i + 1}`,
        sealed: state === null ? null : state !== "plain",
        keyId: state === null || state === "plain" ? null : state,
      }) as LinkReport,
  );
}

const troubles = (links: LinkReport[]): (string | null)[] => links.map(({ key }) => findTrouble(links).get(key)?.kind ?? null);
const words = (links: LinkReport[], index: number): string => findTrouble(links).get(links[index]!.key)!.words;

describe("keys of relays", () => {
  for (const [states, expected] of [
    [[], []],
    [["a"], [null]],
    [
      ["a", "a"],
      [null, null],
    ],
    [
      ["plain", "plain"],
      [null, null],
    ],
    [
      ["a", null],
      [null, null],
    ],
    [
      ["plain", null, "plain"],
      [null, null, null],
    ],
    [
      ["a", "b"],
      ["other-key", "other-key"],
    ],
    [
      ["a", "plain"],
      ["mixed", "mixed"],
    ],
    [
      ["a", "a", "b"],
      ["other-key", "other-key", "other-key"],
    ],
    [
      ["a", "b", "plain", null],
      ["other-key", "other-key", "mixed", null],
    ],
  ] as [(string | null)[], (string | null)[]][]) {
    test(`${states.join(", ") || "none"}: ${expected.join(", ") || "nothing"}`, () =>
      assert.deepEqual(troubles(relays(...states)), expected));
  }

  test("a sealed relay that does not say its key is not called different", () => {
    const links = relays("a", "b").map((link, i) => (i === 0 ? link : { ...link, keyId: null }));
    assert.deepEqual(troubles(links), [null, null]);
    assert.equal(summarizeTrouble(links), "");
  });

  test("other keys are said at the links and for the page", () => {
    const links = relays("a", "b");
    assert.equal(words(links, 1), "It has another key than host1: they will not talk. Copy the same key file to both.");
    assert.equal(summarizeTrouble(links), "host2 has another key than host1: they will not talk. Copy the same key file to both.");
    assert.equal(
      summarizeTrouble(relays("a", "b", "c", "a")),
      "host2 and host3 have other keys than host1: they will not talk. Copy the same key file to all.",
    );
  });

  test("sealed and plain in one segment is said at the links and for the page", () => {
    const links = relays("plain", "a");
    assert.equal(
      words(links, 0),
      "It is plain, and host2 is sealed: they will not talk. Start both with the same key file, or both without one.",
    );
    assert.equal(
      words(links, 1),
      "It is sealed, and host1 is plain: they will not talk. Start both with the same key file, or both without one.",
    );
    assert.equal(
      summarizeTrouble(links),
      "host1 is plain, and host2 is sealed: they will not talk. Start both with the same key file, or both without one.",
    );
  });

  test("relays of one name are told apart by their addresses", () => {
    const links = relays("a", "b").map((link) => ({ ...link, relayName: "x/tap0" }));
    assert.match(summarizeTrouble(links), /^x\/tap0 \(10\.0\.0\.2:7001\) has another key than x\/tap0 \(10\.0\.0\.1:7001\):/);
    assert.match(summarizeTrouble(links.map((link) => ({ ...link, relayName: "" }))), /^10\.0\.0\.2:7001 has another key/);
  });

  test("the status says it behind how many are linked", () => {
    assert.equal(
      summarize({ links: relays("a", "b") } as unknown as WireReport),
      "Both relays are linked. host2 has another key than host1: they will not talk. Copy the same key file to both.",
    );
  });
});

test("a relay over https that does not answer may want its certificate accepted", () => {
  assert.match(unreachable(readJoinLink("https://b:7001/#token=x")!).words, /open https:\/\/b:7001\/ once and accept it/);
  assert(!unreachable(readJoinLink("http://b:7001/#token=x")!).words.includes("certificate"));
});
