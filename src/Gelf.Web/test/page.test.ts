import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatJoinLink, readJoinLink } from "../src/protocol/joinlink.ts";
import { formatBytes, formatRate, formatRoundTrip } from "../src/page/amounts.ts";
import { readEntry, type Fields } from "../src/page/entry.ts";
import { Joined } from "../src/page/joined.ts";
import { describeSecrecy, findTone, summarize } from "../src/page/words.ts";
import type { LinkReport, LinkState } from "../src/worker/report.ts";

const own = { scheme: "http", token: "own" } as const;
const empty: Fields = { joinlink: "", host: "", port: "", token: "" };

describe("the form", () => {
  for (const [fields, expected] of [
    [{ host: "10.0.0.2" }, "http://10.0.0.2:7001/#token=own"],
    [{ host: " 10.0.0.2 ", port: " 7002 ", token: " abc " }, "http://10.0.0.2:7002/#token=abc"],
    [{ host: "10.0.0.2:7003", port: "7002" }, "http://10.0.0.2:7003/#token=own"],
    [{ host: "Relay.Example", port: "80" }, "http://relay.example:80/#token=own"],
    [{ host: "fd00::2" }, "http://[fd00::2]:7001/#token=own"],
    [{ host: "[fd00::2]" }, "http://[fd00::2]:7001/#token=own"],
    [{ host: "[fd00::2]:7002" }, "http://[fd00::2]:7002/#token=own"],
    [{ joinlink: " http://b:1/#token=x " }, "http://b:1/#token=x"],
    [{ host: "http://b:1/#token=x" }, "http://b:1/#token=x"],
    [{ joinlink: "https://b:1/#token=x", host: "other" }, "https://b:1/#token=x"],
  ] as [Partial<Fields>, string][]) {
    test(`${JSON.stringify(fields)} is ${expected}`, () => {
      const entry = readEntry({ ...empty, ...fields }, own);
      assert("relay" in entry);
      assert.equal(formatJoinLink(entry.relay), expected);
    });
  }

  for (const [fields, field] of [
    [{}, "host"],
    [{ host: "a b" }, "host"],
    [{ host: "a/b" }, "host"],
    [{ host: "me@b" }, "host"],
    [{ host: "b", port: "0" }, "port"],
    [{ host: "b", port: "65536" }, "port"],
    [{ host: "b", port: "x" }, "port"],
    [{ host: "b", port: "-1" }, "port"],
    [{ host: "b:0" }, "port"],
    [{ host: "b", token: "a&with=x" }, "token"],
    [{ host: "b", token: "ä" }, "token"],
    [{ joinlink: "garbage" }, "joinlink"],
    [{ joinlink: "http://b:1/" }, "joinlink"],
    [{ host: "ws://b:1/#token=x" }, "host"],
  ] as [Partial<Fields>, string][]) {
    test(`${JSON.stringify(fields)}: something is wrong with the ${field}`, () => {
      const entry = readEntry({ ...empty, ...fields }, own);
      assert("problem" in entry);
      assert.equal(entry.field, field);
    });
  }

  test("wants a token when the page has none", () => {
    const entry = readEntry({ ...empty, host: "b" }, { scheme: "http", token: null });
    assert("problem" in entry && entry.field === "token");
  });

  test("takes the scheme of the page", () => {
    const entry = readEntry({ ...empty, host: "b" }, { scheme: "https", token: "t" });
    assert("relay" in entry && entry.relay.scheme === "https");
  });
});

describe("the address bar", () => {
  const place = { protocol: "http:", host: "a:7001", hash: "" };
  const link = (text: string) => readJoinLink(text)!;

  test("is a join link of the page's own relay", () => {
    const relay = new Joined(place).read("#token=x&with=http%3A%2F%2Fb%3A1%2F%23token%3Dy")!;
    assert.equal(formatJoinLink(relay), "http://a:7001/#token=x&with=http%3A%2F%2Fb%3A1%2F%23token%3Dy");
    assert.equal(new Joined(place).read("#nothing"), null);
  });

  test("keeps every relay that was joined, so that the page can be loaded again", () => {
    const joined = new Joined(place);
    assert.equal(joined.fragment, "");
    joined.add(link("http://b:1/#token=y"));
    assert.equal(joined.fragment, "");
    joined.add(link("http://a:7001/#token=x"));
    joined.add(link("http://a:7002/#token=z"));
    joined.add(link("http://b:1/#token=new"));
    assert.equal(joined.token, "x");
    assert.deepEqual(joined.read(joined.fragment)!.with.map(formatJoinLink), ["http://b:1/#token=new", "http://a:7002/#token=z"]);
    joined.remove("b:1");
    joined.remove("a:7001");
    assert.equal(joined.fragment, "#token=x&with=http%3A%2F%2Fa%3A7002%2F%23token%3Dz");
  });

  test("knows its own relay by the default port, too", () => {
    const joined = new Joined({ protocol: "https:", host: "a.example", hash: "" });
    joined.add(link("https://a.example:443/#token=x"));
    assert.equal(joined.fragment, "#token=x");
  });
});

describe("handing over", () => {
  const link = (text: string) => readJoinLink(text)!;

  test("gives the join link of the page's relay with all others in it", () => {
    const joined = new Joined({ protocol: "http:", host: "a:7001", hash: "" });
    assert.equal(joined.whole(), null);
    joined.add(link("http://b:1/#token=y"));
    joined.add(link("http://a:7001/#token=x"));
    assert.equal(formatJoinLink(joined.whole()!), "http://a:7001/#token=x&with=http%3A%2F%2Fb%3A1%2F%23token%3Dy");
  });

  test("gives that of another relay where the page's own token is not known", () => {
    const joined = new Joined({ protocol: "http:", host: "a:7001", hash: "" });
    joined.add(link("http://b:1/#token=y"));
    joined.add(link("http://c:1/#token=z"));
    assert.equal(formatJoinLink(joined.whole()!), "http://b:1/#token=y&with=http%3A%2F%2Fc%3A1%2F%23token%3Dz");
  });
});

describe("amounts", () => {
  test("are short", () => {
    const bytes = [0, 999, 1000, 123_456, 99_949, 999_999, 2e9];
    assert.deepEqual(bytes.map(formatBytes), ["0 B", "999 B", "1.0 kB", "123 kB", "99.9 kB", "1.0 MB", "2.0 GB"]);
    assert.deepEqual([0, 1, 125_000, 1e9].map(formatRate), ["0 bit/s", "8 bit/s", "1.0 Mbit/s", "8.0 Gbit/s"]);
    assert.deepEqual([null, 0.44, 12.4].map(formatRoundTrip), ["–", "0.4 ms", "12 ms"]);
  });
});

describe("the status", () => {
  const links = (...states: LinkState[]): LinkReport[] =>
    states.map(
      (state, i) =>
        ({
          state,
          key: `h:${i}`,
          relayName: i === 0 ? "first" : null,
          problem: state === "waiting" ? "unreachable" : null,
          sealed: null,
        }) as LinkReport,
    );
  const status = (...states: LinkState[]): string => summarize({ links: links(...states) });

  test("says how many relays are linked", () => {
    assert.match(status(), /^No relay/);
    assert.match(status("open"), /^1 relay is linked. Add another/);
    assert.equal(status("connecting"), "0 of 1 relays linked. Not linked: first.");
    assert.equal(status("open", "open"), "Both relays are linked.");
    assert.equal(status("open", "open", "open"), "All 3 relays are linked.");
    assert.equal(status("open", "stalled", "waiting"), "1 of 3 relays linked. Not linked: h:1 and h:2.");
  });

  test("counts paused links apart", () => {
    assert.equal(status("paused"), "The only link is paused.");
    assert.equal(status("paused", "paused"), "All 2 links are paused.");
    assert.equal(status("open", "paused"), "1 relay is linked. 1 paused.");
    assert.equal(status("open", "open", "paused"), "Both relays are linked. 1 paused.");
  });

  test("has a tone that can be seen at a glance", () => {
    const tone = (...states: LinkState[]): string => findTone({ links: links(...states) });
    assert.deepEqual([tone(), tone("connecting"), tone("open"), tone("open", "connecting")], ["idle", "wait", "wait", "wait"]);
    assert.deepEqual([tone("open", "open"), tone("open", "open", "paused")], ["good", "good"]);
    assert.deepEqual([tone("open", "stalled"), tone("open", "refused"), tone("open", "waiting")], ["bad", "bad", "bad"]);
  });

  test("says who can read what passes once all relays have said whether they seal", () => {
    const secrecy = (...sealed: (boolean | null)[]): string =>
      describeSecrecy({
        links: sealed.map((one, i) => ({ state: "open", key: `h:${i}`, sealed: one, keyId: one ? "a" : null }) as LinkReport),
      });
    assert.equal(secrecy(true), "");
    assert.equal(secrecy(true, null), "");
    assert.equal(secrecy(true, false), "");
    assert.match(secrecy(true, true), /^Sealed: .*cannot read/);
    assert.match(secrecy(false, false), /^Plain: .*can read/);
  });
});
