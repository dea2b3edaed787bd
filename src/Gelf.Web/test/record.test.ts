import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatJoinLink, readJoinLink } from "../src/protocol/joinlink.ts";
import { EventLog } from "../src/page/eventlog.ts";
import { History } from "../src/page/history.ts";
import { Remembered } from "../src/page/remembered.ts";
import type { LinkReport, PeerReport, WireReport } from "../src/worker/report.ts";

function link(fields: Partial<LinkReport> = {}, bytesIn = 0): LinkReport {
  return {
    key: "h:1",
    url: "ws://h:1/link",
    state: "open",
    relayName: null,
    sealed: null,
    keyId: null,
    problem: null,
    lastError: null,
    totals: { bytesIn, bytesOut: 0, messagesIn: bytesIn / 100, messagesOut: 0 },
    rates: {},
    roundTrip: null,
    ...fields,
  } as LinkReport;
}

const report = (links: LinkReport[], peers: Partial<PeerReport>[] = []): WireReport =>
  ({ links, peers: peers as PeerReport[], drops: {} }) as unknown as WireReport;

describe("the history", () => {
  test("has the bits that each relay sent, second by second", () => {
    const history = new History();
    history.add(report([link({}, 0)]), 0);
    history.add(report([link({}, 500)]), 500);
    assert.equal(history.sampledAt, 0);
    history.add(report([link({}, 1000), link({ key: "i:1" }, 100)]), 1000);
    history.add(report([link({}, 1500), link({ key: "i:1" }, 300)]), 2000);
    assert.equal(history.sampledAt, 2000);
    const { times, rates } = history.lines(["h:1", "i:1"]);
    assert.deepEqual(times, [1, 2]);
    assert.deepEqual(
      [rates.get("h:1"), rates.get("i:1")],
      [
        [8000, 4000],
        [0, 1600],
      ],
    );
  });

  test("keeps five minutes", () => {
    const history = new History();
    for (let second = 0; second < 1000; second++) history.add(report([link({}, second)]), 1000 * second);
    assert.equal(history.lines(["h:1"]).times.length, 300);
    assert.equal(history.lines(["h:1"]).times.at(-1), 999);
  });

  test("counts on when a link is removed or starts anew", () => {
    const history = new History();
    history.add(report([link({}, 1000), link({ key: "i:1" }, 500)]), 0);
    history.add(report([link({}, 1100)]), 500);
    history.add(report([link({}, 200)]), 1000);
    assert.deepEqual([history.bytes, history.messages], [1800, 18]);
  });
});

describe("the log", () => {
  const at = new Date(0);
  const words = (log: EventLog): string[] => log.events.map((event) => event.words);

  test("says what happened to a link, once", () => {
    const log = new EventLog();
    const broken = { state: "waiting", problem: "ended", lastError: "The connection broke.", relayName: "one" } as const;
    const away = { state: "waiting", problem: "unreachable", lastError: "Nothing answers at h:1." } as const;
    for (const state of [
      link({ state: "connecting" }),
      link(),
      link({ relayName: "one" }),
      link({ relayName: "one" }),
      link({ state: "stalled", relayName: "one" }),
      link({ relayName: "one" }),
      link(broken),
      link(broken),
      link(away),
      link({ ...away, state: "connecting" }),
      link(away),
      link(),
      link({ state: "paused" }),
    ])
      log.follow(report([state]), at);
    log.follow(report([]), at);
    assert.deepEqual(words(log), [
      "h:1: joining.",
      "h:1: linked.",
      "one: at h:1 says hello.",
      "one: does not answer.",
      "one: answers again.",
      "one: The connection broke.",
      "h:1: Nothing answers at h:1.",
      "h:1: linked.",
      "h:1: paused.",
      "h:1: removed.",
    ]);
  });

  test("says which relays come in reach behind others, and go", () => {
    const log = new EventLog();
    log.follow(
      report(
        [],
        [
          { id: "a", name: "far", distance: 2 },
          { id: "b", name: "near", distance: 1 },
        ],
      ),
      at,
    );
    log.follow(report([], [{ id: "b", name: "near", distance: 1 }]), at);
    assert.deepEqual(words(log), ["far: in reach, behind another relay or wire.", "far: no longer in reach."]);
  });

  test("says key trouble", () => {
    const log = new EventLog();
    const two = [link({ relayName: "one", sealed: true, keyId: "a" }), link({ key: "i:1", relayName: "two", sealed: true, keyId: "b" })];
    log.follow(report(two), at);
    log.follow(report(two), at);
    assert.equal(words(log).filter((event) => event.startsWith("two has another key than one")).length, 1);
  });

  test("keeps the last 200 events", () => {
    const log = new EventLog();
    for (let i = 0; i < 1000; i++) log.say(at, `${i}`);
    assert.deepEqual([log.events.length, log.events[0]!.words, log.events.at(-1)!.words], [200, "800", "999"]);
  });
});

describe("what the device remembers", () => {
  class FakeStorage {
    readonly items = new Map<string, string>();
    full = false;
    getItem(key: string): string | null {
      return this.items.get(key) ?? null;
    }
    setItem(key: string, value: string): void {
      if (this.full) throw new Error("full");
      this.items.set(key, value);
    }
    removeItem(key: string): void {
      this.items.delete(key);
    }
  }

  const relay = readJoinLink("http://b:1/#token=y&with=http%3A%2F%2Fc%3A1%2F%23token%3Dz")!;

  test("are relays and their tokens, only as long as it was asked to", () => {
    const storage = new FakeStorage();
    const remembered = new Remembered(storage);
    assert.deepEqual([remembered.on, remembered.relays], [false, []]);
    remembered.keep([relay]);
    assert.deepEqual(new Remembered(storage).relays.map(formatJoinLink), ["http://b:1/#token=y"]);
    assert.equal(remembered.on, true);
    remembered.forget();
    assert.equal(storage.items.size, 0);
  });

  test("is nothing where the storage is damaged, full or missing", () => {
    const storage = new FakeStorage();
    for (const text of ["", "{", "1", "null", '[1,"x",null]']) {
      storage.items.set("gelf.relays", text);
      assert.deepEqual(new Remembered(storage).relays, []);
    }
    storage.full = true;
    const remembered = new Remembered(storage);
    remembered.keep([relay]);
    assert.equal(remembered.works, false);
    const none = new Remembered(null);
    none.keep([relay]);
    assert.deepEqual([none.works, none.on, none.relays], [false, false, []]);
  });
});
