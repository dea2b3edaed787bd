import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readJoinLink, type JoinLink } from "../src/protocol/joinlink.ts";
import { findEngine, type Engine } from "../src/page/engine.ts";
import { findBetterPage, findObstacle } from "../src/page/obstacles.ts";
import { findSpace } from "../src/page/spaces.ts";

const link = (address: string): JoinLink => readJoinLink(`${address}/#token=a`)!;
const chrome: Engine = { kind: "chromium", version: 156, ios: false };
const oldChrome: Engine = { kind: "chromium", version: 146, ios: false };
const firefox: Engine = { kind: "firefox", version: 153, ios: false };
const safari: Engine = { kind: "webkit", version: 0, ios: false };
const iphone: Engine = { kind: "webkit", version: 0, ios: true };

describe("spaces of addresses", () => {
  for (const [address, space] of [
    ["localhost", "loopback"],
    ["a.localhost", "loopback"],
    ["127.3.2.1", "loopback"],
    ["[::1]", "loopback"],
    ["10.1.2.3", "local"],
    ["172.16.0.1", "local"],
    ["172.31.0.1", "local"],
    ["192.168.1.1", "local"],
    ["169.254.1.1", "local"],
    ["100.64.0.1", "local"],
    ["100.127.0.1", "local"],
    ["[fd00::1]", "local"],
    ["[fe80::1]", "local"],
    ["printer.local", "local"],
    ["172.15.0.1", "public"],
    ["172.32.0.1", "public"],
    ["100.128.0.1", "public"],
    ["192.169.0.1", "public"],
    ["203.0.113.7", "public"],
    ["[2001:db8::1]", "public"],
    ["[::ffff:10.0.0.1]", "local"],
    ["[::ffff:203.0.113.7]", "public"],
    ["relay.example", "unknown"],
    ["server1", "unknown"],
    ["notlocalhost", "unknown"],
  ] as const) {
    test(`${address} is ${space}`, () => assert.equal(findSpace(link(`http://${address}:1`).host), space));
  }
});

describe("what a browser allows", () => {
  for (const [page, relay, engine, expected] of [
    ["http://10.0.0.1:7001", "http://10.0.0.2:7001", chrome, null],
    ["http://10.0.0.1:7001", "http://203.0.113.7:7001", chrome, null],
    ["http://203.0.113.7:7001", "http://10.0.0.1:7001", chrome, "never"],
    ["http://203.0.113.7:7001", "http://10.0.0.1:7001", oldChrome, null],
    ["http://203.0.113.7:7001", "http://10.0.0.1:7001", firefox, "perhaps"],
    ["http://203.0.113.7:7001", "http://10.0.0.1:7001", safari, null],
    ["https://203.0.113.7:7001", "https://10.0.0.1:7001", chrome, "perhaps"],
    ["http://relay.example:7001", "http://10.0.0.1:7001", chrome, "perhaps"],
    ["http://10.0.0.1:7001", "http://relay.example:7001", chrome, null],
    ["http://203.0.113.7:7001", "http://relay.example:7001", chrome, "perhaps"],
    ["http://127.0.0.1:7001", "http://10.0.0.1:7001", chrome, null],
    ["http://10.0.0.1:7001", "http://127.0.0.1:7001", safari, "perhaps"],
    ["http://10.0.0.1:7001", "https://10.0.0.2:7001", chrome, null],
    ["https://10.0.0.1:7001", "http://10.0.0.2:7001", chrome, "never"],
    ["https://10.0.0.1:7001", "http://127.0.0.1.example:7001", firefox, "never"],
    ["https://127.0.0.1:7001", "http://localhost:7001", chrome, null],
    ["https://127.0.0.1:7001", "http://127.0.0.1:7002", safari, "never"],
    ["http://10.0.0.1:7001", "https://10.0.0.2:7001", iphone, "perhaps"],
    ["http://10.0.0.1:7001", "https://10.0.0.2:7001", safari, null],
  ] as const) {
    test(`${page} to ${relay} in ${engine.ios ? "iOS" : engine.kind} ${engine.version}: ${expected ?? "nothing in the way"}`, () =>
      assert.equal(findObstacle(link(page), link(relay), engine)?.weight ?? null, expected));
  }

  test("names both addresses and the way out", () => {
    const mixed = findObstacle(link("https://10.0.0.1:7001"), link("http://10.0.0.2:7001"), chrome)!.words;
    assert.match(mixed, /10\.0\.0\.2:7001.*own page.*-Https/);
    const space = findObstacle(link("http://203.0.113.7:7001"), link("http://10.0.0.1:7001"), chrome)!.words;
    assert.match(space, /203\.0\.113\.7 \(the internet\).*10\.0\.0\.1 is on a local network.*Chrome lets no page/);
    assert.match(
      findObstacle(link("http://10.0.0.1:7001"), link("http://127.0.0.1:7001"), chrome)!.words,
      /this device itself.*0\.0\.0\.0/,
    );
  });
});

describe("the page that gets along better", () => {
  const better = (page: string, engine: Engine, ...others: string[]): string | null => {
    const found = findBetterPage(link(page), [page, ...others].map(link), engine);
    return found === null ? null : `${found.scheme}://${found.host}:${found.port}`;
  };

  test("is that of the most private relay", () => {
    assert.equal(better("http://203.0.113.7:7001", chrome, "http://192.168.1.5:7001"), "http://192.168.1.5:7001");
    assert.equal(better("http://203.0.113.7:7001", chrome, "http://198.51.100.1:7001", "http://10.0.0.1:7001"), "http://10.0.0.1:7001");
  });

  test("is that of the relay over http where the schemes are mixed", () => {
    assert.equal(better("https://10.0.0.1:7001", chrome, "http://10.0.0.2:7001"), "http://10.0.0.2:7001");
  });

  test("is none where the page is as good as any", () => {
    assert.equal(better("http://192.168.1.5:7001", chrome, "http://203.0.113.7:7001"), null);
    assert.equal(better("http://203.0.113.7:7001", safari, "http://192.168.1.5:7001"), null);
    assert.equal(better("http://10.0.0.1:7001", chrome, "http://127.0.0.1:7001"), null);
  });
});

describe("engines", () => {
  const webKit = "(KHTML, like Gecko)";
  for (const [userAgent, touch, expected] of [
    [`Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 ${webKit} Chrome/156.0.0.0 Mobile Safari/537.36`, 5, chrome],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", 0, firefox],
    [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 ${webKit} Version/18.4 Safari/605.1.15`, 0, safari],
    [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 ${webKit} Version/18.4 Safari/605.1.15`, 5, iphone],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 ${webKit} CriOS/156.0.0.0 Mobile/15E148 Safari/604.1`,
      5,
      iphone,
    ],
  ] as const) {
    test(`${userAgent.slice(0, 60)}… is ${expected.ios ? "iOS" : expected.kind}`, () =>
      assert.deepEqual(findEngine(userAgent, touch), expected));
  }
});
