import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readJoinLink } from "../src/protocol/joinlink.ts";
import { describeBrowser } from "../src/worker/browser.ts";
import { malformedLimit, controlLimit, sendLimit, stuckCode } from "../src/worker/relaylink.ts";
import type { LinkReport } from "../src/worker/report.ts";
import { Wire } from "../src/worker/wire.ts";
import { FakeBrowser, type FakeSocket } from "./fakes.ts";
import { decode, encode, type Message } from "./messages.ts";
import { fromHex } from "./vectors.ts";

const alpha = "a100000000000001";
const beta = "b200000000000001";
const everybody = "0000000000000000";
const relay = { versions: ["gelf.1"] };

function start(...texts: string[]): { browser: FakeBrowser; wire: Wire; link: (index?: number) => LinkReport } {
  const browser = new FakeBrowser();
  const wire = new Wire({ hi: 7, lo: 7 }, "Chromium on Linux", browser);
  for (const text of texts) wire.obey({ order: "join", relay: readJoinLink(text)! });
  return { browser, wire, link: (index = 0) => wire.report().links[index]! };
}

function message(fields: Partial<Message> & Pick<Message, "kind" | "origin" | "sequence">): ArrayBuffer {
  return encode({ hopLimit: 8, flow: 0, target: everybody, ...fields });
}

function hello(origin: string, sequence: number, name: string): ArrayBuffer {
  return message({ kind: "hello", origin, sequence, hello: { name, role: "relay", sealed: true, keyId: "00" } });
}

const kinds = (socket: FakeSocket): string[] => socket.sent.map((sent) => decode(sent).kind);

describe("a link of the wire", () => {
  test("dials with the token as a subprotocol and nowhere else", () => {
    const { browser, link } = start("https://relay.example:7001/#token=s3cret");
    assert.equal(browser.socket.url, "wss://relay.example:7001/link");
    assert.deepEqual(browser.socket.protocols, ["gelf.1", "gelf.token.s3cret"]);
    assert.equal(browser.socket.binaryType, "arraybuffer");
    assert.equal(link().state, "connecting");
    assert.equal(link().key, "relay.example:7001");
  });

  test("says hello as a wire and asks for an echo when it opens", () => {
    const { browser, link } = start("http://h:1/#token=a");
    browser.socket.open();
    assert.equal(link().state, "open");
    assert.deepEqual(kinds(browser.socket), ["hello", "echo"]);
    const sent = decode(browser.socket.sent[0]!);
    assert.equal(sent.hopLimit, 0);
    assert.equal(new TextDecoder().decode(fromHex(sent.payload)), '{"name":"Chromium on Linux","role":"wire"}');
  });

  test("does not stay when the server speaks something else", () => {
    const { browser, link } = start("http://h:1/#token=a");
    browser.socket.open("");
    assert.deepEqual([link().state, link().problem], ["waiting", "foreign"]);
    assert(browser.socket.closed);
  });

  test("gives up a connect attempt after 3.5 s and looks again", () => {
    const { browser, link } = start("http://h:1/#token=a");
    browser.pass(3450);
    assert.equal(link().state, "connecting");
    browser.pass(50);
    assert.equal(link().state, "waiting");
    assert.equal(link().problem, "unreachable");
    assert.match(link().lastError!, /within 3.5 s/);
    assert(browser.socket.closed);
    browser.answer = relay;
    browser.pass(250);
    assert.equal(browser.sockets.length, 2);
  });

  test("asks over HTTP what is there when its socket does not open, before it dials again", () => {
    const { browser, link } = start("https://h:1/#token=a");
    browser.socket.drop();
    browser.settle();
    assert.deepEqual(browser.asked, ["https://h:1/link"]);
    assert.equal(browser.sockets.length, 1);
    assert.deepEqual([link().state, link().problem], ["waiting", "unreachable"]);
    browser.answer = relay;
    browser.pass(1500);
    assert.equal(browser.sockets.length, 2);
    browser.socket.open();
    assert.deepEqual([link().state, link().problem, link().lastError], ["open", null, null]);
  });

  test("dials a relay that starts again within 1.5 s of when it listens, however long it was away", () => {
    const { browser, link } = start("http://h:1/#token=a");
    browser.chance = 0.999;
    browser.socket.open();
    browser.socket.drop();
    browser.pass(120_000);
    assert.equal(browser.sockets.length, 1);
    browser.answer = relay;
    browser.pass(1500);
    assert.equal(browser.sockets.length, 2);
    browser.socket.open();
    assert.equal(link().state, "open");
  });

  test("knows that its token was refused from a relay that is there before and after it", () => {
    const { browser, link } = start("http://h:1/#token=a");
    browser.answer = relay;
    browser.socket.drop();
    browser.settle();
    assert.deepEqual([link().state, browser.sockets.length], ["connecting", 2]);
    browser.socket.drop();
    browser.settle();
    assert.deepEqual([link().state, link().problem], ["waiting", "token"]);
    assert.match(link().lastError!, /h:1 is there, but refused the token/);
    browser.pass(9000);
    assert.equal(browser.sockets.length, 2);
    browser.pass(1500);
    assert.equal(browser.sockets.length, 3);
  });

  test("does not take a relay that stops just then for one that refuses", () => {
    const { browser, link } = start("http://h:1/#token=a");
    browser.answer = relay;
    browser.socket.drop();
    browser.settle();
    browser.answer = "silent";
    browser.socket.drop();
    browser.settle();
    assert.equal(link().problem, "unreachable");
  });

  test("tells another version and another server from a relay, and does not dial them", () => {
    const { browser, link } = start("http://h:1/#token=a");
    browser.answer = { versions: ["gelf.2", "gelf.3"] };
    browser.socket.drop();
    browser.settle();
    assert.equal(link().problem, "version");
    assert.match(link().lastError!, /speaks gelf.2, gelf.3, and this page gelf.1/);
    browser.answer = "foreign";
    browser.pass(5000);
    assert.equal(link().problem, "foreign");
    assert.equal(browser.sockets.length, 1);
  });

  test("waits longer each time, from 0.25 s to 1.5 s", () => {
    const { browser } = start("http://h:1/#token=a");
    browser.chance = 0.999;
    const at: number[] = [];
    browser.socket.drop();
    browser.settle();
    for (let seen = 1; at.length < 6;) {
      browser.pass(50);
      if (browser.asked.length > seen) at.push(browser.now());
      seen = browser.asked.length;
    }
    assert.deepEqual(
      at.map((time, i) => time - (at[i - 1] ?? 0)),
      [500, 1000, 1500, 1500, 1500, 1500],
    );
  });

  test("starts over with short waits after it was open for long enough", () => {
    const { browser } = start("http://h:1/#token=a");
    browser.chance = 0.999;
    browser.socket.drop();
    browser.pass(10_000);
    browser.answer = relay;
    browser.pass(1500);
    browser.socket.open();
    browser.pass(5000);
    browser.socket.drop();
    browser.pass(500);
    assert.equal(browser.sockets.length, 3);
  });

  test("dials at once when it wakes", () => {
    const { browser, wire, link } = start("http://h:1/#token=a");
    browser.socket.drop();
    browser.settle();
    assert.equal(link().state, "waiting");
    wire.obey({ order: "wake" });
    assert.equal(link().state, "connecting");
    assert.equal(browser.sockets.length, 2);
    browser.pass(3000);
    assert.equal(browser.sockets.length, 2);
  });

  test("is refused when the browser will not have it, and not dialled again until woken", () => {
    const { browser, wire, link } = start();
    browser.refusal = new Error("mixed content");
    wire.obey({ order: "join", relay: readJoinLink("http://h:1/#token=a")! });
    assert.equal(link().state, "refused");
    assert.match(link().lastError!, /does not allow.*mixed content/);
    browser.refusal = null;
    browser.pass(20_000);
    assert.equal(browser.sockets.length, 0);
    wire.obey({ order: "wake" });
    assert.equal(browser.sockets.length, 1);
  });

  test("says in words why it was closed", () => {
    const { browser, link } = start("http://h:1/#token=a");
    browser.answer = relay;
    for (const [code, reason, words] of [
      [1006, "", /broke/],
      [1001, "", /stopped/],
      [4003, "token <changed>", /token <changed> \(4003\)/],
      [4003, "", /no reason/],
      [4003, "\u202e\u200b", /no reason/],
      [4003, "a\u202eb\u0007c", /: abc \(4003\)/],
    ] as const) {
      browser.socket.open();
      browser.socket.drop(code, reason);
      assert.match(link().lastError!, words);
      browser.pass(5000);
    }
  });

  test("forgets its error when it opens", () => {
    const { browser, link } = start("http://h:1/#token=a");
    browser.socket.drop();
    browser.settle();
    assert(link().lastError);
    browser.answer = relay;
    browser.pass(500);
    browser.socket.open();
    assert.equal(link().lastError, null);
  });

  test("is closed after 16 malformed messages, text among them", () => {
    const { browser, wire, link } = start("http://h:1/#token=a");
    const { socket } = browser;
    socket.open();
    for (let i = 0; i < malformedLimit - 1; i++) socket.deliver(i % 2 === 0 ? "text" : new ArrayBuffer(3));
    assert.equal(link().state, "open");
    socket.deliver(new ArrayBuffer(0));
    assert.deepEqual(socket.closed, { code: 4002, reason: "16 malformed messages" });
    assert.equal(link().state, "waiting");
    assert.match(link().lastError!, /16 malformed/);
    assert.deepEqual([wire.report().drops.text, wire.report().drops.malformed], [8, 8]);
  });

  test("stalls without answers, and is given up after 16 s of silence", () => {
    const { browser, wire, link } = start("http://h:1/#token=a");
    browser.socket.open();
    browser.pass(1100, () => wire.tick());
    assert.equal(link().state, "stalled");
    browser.pass(15_500, () => wire.tick());
    assert.equal(link().state, "stalled");
    browser.pass(400, () => wire.tick());
    assert.equal(link().state, "waiting");
    assert.match(link().lastError!, /16 s/);
  });

  test("shows the round trip and recovers from a stall when its answer comes", () => {
    const { browser, wire, link } = start("http://h:1/#token=a");
    const { socket } = browser;
    socket.open();
    const question = decode(socket.sent[1]!);
    browser.pass(1200, () => wire.tick());
    assert.equal(link().state, "stalled");
    socket.deliver(message({ kind: "echoAnswer", origin: alpha, sequence: 1, hopLimit: 0, payload: question.payload }));
    assert.equal(link().state, "open");
    assert.equal(link().roundTrip, 1200);
    assert.equal(kinds(socket).at(-1), "hello");
  });

  test("a stalled one is dialled anew when the page wakes", () => {
    const { browser, wire, link } = start("http://h:1/#token=a");
    browser.socket.open();
    browser.pass(1100, () => wire.tick());
    wire.obey({ order: "wake" });
    assert.equal(link().state, "connecting");
    assert.equal(browser.sockets.length, 2);
  });

  test("a socket that leads nowhere any more is found out soon after the page wakes, once", () => {
    const { browser, wire, link } = start("http://h:1/#token=a");
    browser.socket.open();
    wire.tick();
    browser.pass(60_000);
    wire.obey({ order: "wake" });
    assert.equal(link().state, "open");
    browser.pass(1200, () => wire.tick());
    assert.deepEqual([link().state, browser.sockets.length], ["connecting", 2]);
    browser.socket.open();
    browser.pass(2000, () => wire.tick());
    assert.deepEqual([link().state, browser.sockets.length], ["stalled", 2]);
  });

  test("pauses until it is resumed, or joined again", () => {
    const { browser, wire, link } = start("http://h:1/#token=a");
    browser.socket.open();
    wire.obey({ order: "pause", key: "h:1" });
    assert.deepEqual(browser.socket.closed, { code: 1000, reason: "paused by the user" });
    assert.equal(link().state, "paused");
    wire.obey({ order: "wake" });
    browser.pass(30_000, () => wire.tick());
    assert.deepEqual([link().state, browser.sockets.length, browser.asked.length], ["paused", 1, 0]);
    wire.obey({ order: "resume", key: "h:1" });
    assert.deepEqual([link().state, browser.sockets.length], ["connecting", 2]);
    wire.obey({ order: "pause", key: "h:1" });
    wire.obey({ order: "join", relay: readJoinLink("http://h:1/#token=a")! });
    assert.deepEqual([link().state, browser.sockets.length], ["connecting", 3]);
  });

  test("does not stall for time that the browser slept through", () => {
    const { browser, wire, link } = start("http://h:1/#token=a");
    browser.socket.open();
    wire.tick();
    browser.pass(30_000);
    wire.tick();
    assert.equal(link().state, "open");
    assert.equal(kinds(browser.socket).filter((kind) => kind === "echo").length, 2);
    browser.pass(1100, () => wire.tick());
    assert.equal(link().state, "stalled");
  });
});

describe("an error of this page's own", () => {
  const two = ["http://h:7001/#token=a", "http://h:7002/#token=b"] as const;

  test("while a link opens is told at that link, which is tried again, and the other one works", () => {
    const { browser, wire, link } = start(...two);
    const [left, right] = browser.sockets as [FakeSocket, FakeSocket];
    left.send = () => {
      throw new TypeError("no buffers");
    };
    left.open();
    right.open();
    assert.deepEqual([link(0).state, link(0).problem, link(1).state], ["waiting", "fault", "open"]);
    assert.match(link(0).lastError!, /TypeError: no buffers.*tried again.*load the page again/);
    assert(left.closed);
    browser.answer = relay;
    browser.pass(500, () => wire.tick());
    browser.socket.open();
    assert.equal(link(0).state, "open");
  });

  test("in the clock of one link keeps no other from its own", () => {
    const { browser, wire, link } = start(...two);
    const [left, right] = browser.sockets as [FakeSocket, FakeSocket];
    left.open();
    right.open();
    left.close = () => {
      throw new Error("cannot be closed");
    };
    browser.pass(17_050, () => wire.tick());
    assert.deepEqual([link(0).problem, link(1).problem], ["fault", "ended"]);
    assert(right.closed);
  });

  test("over one message ends no link", () => {
    const { browser, link } = start(...two);
    const [left, right] = browser.sockets as [FakeSocket, FakeSocket];
    left.open();
    right.open();
    const send = right.send;
    right.send = () => {
      throw new TypeError("no buffers");
    };
    assert.throws(() => left.deliver(message({ kind: "frames", origin: alpha, sequence: 1 })));
    right.send = send;
    left.deliver(message({ kind: "frames", origin: alpha, sequence: 2 }));
    assert.equal(kinds(right).at(-1), "frames");
    assert.deepEqual([link(0).state, link(1).state], ["open", "open"]);
  });
});

describe("the wire", () => {
  const two = ["http://h:7001/#token=a", "http://h:7002/#token=b"] as const;

  test("keeps two relays on one host apart", () => {
    const { browser, wire } = start(...two);
    assert.deepEqual(
      browser.sockets.map(({ url }) => url),
      ["ws://h:7001/link", "ws://h:7002/link"],
    );
    assert.deepEqual(
      wire.report().links.map(({ key }) => key),
      ["h:7001", "h:7002"],
    );
    wire.obey({ order: "leave", key: "h:7001" });
    assert.deepEqual(
      wire.report().links.map(({ key }) => key),
      ["h:7002"],
    );
    assert.equal(browser.sockets[1]!.closed, null);
  });

  test("forwards between its relays, names them, and counts", () => {
    const { browser, wire, link } = start(...two);
    const [left, right] = browser.sockets as [FakeSocket, FakeSocket];
    left.open();
    right.open();
    left.deliver(hello(alpha, 1, "alpha"));
    right.deliver(hello(beta, 1, "beta"));
    left.deliver(message({ kind: "frames", origin: alpha, target: beta, sequence: 2, payload: "c0ffee" }));
    const forwarded = decode(right.sent.at(-1)!);
    assert.deepEqual([forwarded.kind, forwarded.hopLimit, forwarded.payload], ["frames", 7, "c0ffee"]);
    assert.deepEqual([link(0).relayName, link(1).relayName, link(0).sealed, link(0).keyId], ["alpha", "beta", true, "00"]);
    assert.deepEqual(
      wire.report().peers.map(({ id, name, links, distance }) => ({ id, name, links, distance })),
      [
        { id: alpha, name: "alpha", links: ["h:7001"], distance: 1 },
        { id: beta, name: "beta", links: ["h:7002"], distance: 1 },
      ],
    );
    const bytes = right.sent.reduce((sum, sent) => sum + sent.byteLength, 0);
    assert.deepEqual([link(1).totals.bytesOut, link(1).totals.messagesOut], [bytes, right.sent.length]);
    assert.equal(link(0).totals.messagesIn, 2);
    browser.pass(500);
    assert.equal(link(0).rates.messagesIn, 4);
    browser.pass(500);
    assert.equal(link(0).rates.messagesIn, 0);
  });

  test("forwards the very buffer that came in", () => {
    const { browser } = start(...two);
    const [left, right] = browser.sockets as [FakeSocket, FakeSocket];
    left.open();
    right.open();
    let passed: ArrayBuffer | null = null;
    right.send = (sent) => (passed = sent);
    const frames = message({ kind: "frames", origin: alpha, sequence: 1, payload: "00".repeat(1000) });
    left.deliver(frames);
    assert.equal(passed === frames, true);
  });

  test("drops what would wait behind too much, counts it, and still speaks for itself", () => {
    const { browser, wire } = start(...two);
    const [left, right] = browser.sockets as [FakeSocket, FakeSocket];
    left.open();
    right.open();
    right.bufferedAmount = sendLimit + 1;
    const before = right.sent.length;
    left.deliver(message({ kind: "frames", origin: alpha, sequence: 1 }));
    assert.equal(right.sent.length, before);
    assert.equal(wire.report().drops.queueFull, 1);
    right.deliver(message({ kind: "echo", origin: beta, sequence: 1, hopLimit: 0, payload: "0000000000000001" }));
    assert.equal(kinds(right).at(-1), "echoAnswer");
    right.bufferedAmount = controlLimit + 1;
    const answered = right.sent.length;
    right.deliver(message({ kind: "echo", origin: beta, sequence: 2, hopLimit: 0, payload: "0000000000000002" }));
    assert.equal(right.sent.length, answered);
    assert.equal(wire.report().drops.queueFull, 2);
    right.bufferedAmount = sendLimit;
    left.deliver(message({ kind: "frames", origin: alpha, sequence: 2 }));
    assert.equal(kinds(right).at(-1), "frames");
  });

  test("lets go of a link that has no room for its own words for five seconds, and looks for the relay again", () => {
    const { browser, wire, link } = start(...two);
    const left = browser.sockets[0] as FakeSocket;
    left.open();
    left.bufferedAmount = controlLimit + 1;
    browser.pass(3000, () => wire.tick());
    left.bufferedAmount = 0;
    left.deliver(message({ kind: "echo", origin: alpha, sequence: 1, hopLimit: 0, payload: "0000000000000001" }));
    left.bufferedAmount = controlLimit + 1;
    browser.pass(4500, () => wire.tick());
    assert.equal(left.closed, null);
    browser.answer = null;
    browser.pass(2000, () => wire.tick());
    assert.deepEqual(left.closed, { code: stuckCode, reason: "it took nothing for 5 s" });
    assert.deepEqual([link(0).state, link(0).problem], ["waiting", "ended"]);
    assert(wire.report().drops.queueFull >= 5);
  });

  test("counts every reason", () => {
    const { browser, wire } = start("http://h:7001/#token=a");
    const { socket } = browser;
    socket.open();
    const own = message({ kind: "frames", origin: "0000000700000007", sequence: 1 });
    const once = (): ArrayBuffer => message({ kind: "frames", origin: alpha, sequence: 1 });
    for (const received of [
      own,
      once(),
      once(),
      "text",
      new ArrayBuffer(1),
      message({ kind: "frames", origin: alpha, sequence: 2, target: beta }),
      message({ kind: "frames", origin: alpha, sequence: 3, target: beta, hopLimit: 0 }),
    ])
      socket.deliver(received);
    assert.deepEqual(wire.report().drops, { malformed: 1, text: 1, own: 1, duplicate: 1, noRoute: 1, hopsExceeded: 1, queueFull: 0 });
  });

  test("tells the other relay at once when one is gone", () => {
    const { browser } = start(...two);
    const [left, right] = browser.sockets as [FakeSocket, FakeSocket];
    left.open();
    right.open();
    left.deliver(hello(alpha, 1, "alpha"));
    left.drop();
    const said = decode(right.sent.at(-1)!);
    assert.deepEqual([said.kind, said.payload], ["lost", alpha]);
  });

  test("leaves a removed relay alone", () => {
    const { browser, wire } = start("http://h:1/#token=a");
    browser.socket.open();
    wire.obey({ order: "leave", key: "h:1" });
    assert.deepEqual(browser.socket.closed, { code: 1000, reason: "removed by the user" });
    browser.pass(20_000, () => wire.tick());
    wire.obey({ order: "wake" });
    assert.equal(browser.sockets.length, 1);
    assert.deepEqual(wire.report().links, []);
  });

  test("joining again keeps what is open, and takes a new token", () => {
    const { browser, wire } = start("http://h:1/#token=a");
    browser.socket.open();
    wire.obey({ order: "join", relay: readJoinLink("http://h:1/#token=a")! });
    assert.equal(browser.sockets.length, 1);
    wire.obey({ order: "join", relay: readJoinLink("http://h:1/#token=b")! });
    assert.deepEqual(browser.socket.protocols, ["gelf.1", "gelf.token.b"]);
    assert(browser.sockets[0]!.closed);
    assert.equal(wire.report().links.length, 1);
  });

  test("has at most 32 links", () => {
    const { browser, wire } = start();
    for (let port = 1; port <= 32; port++) wire.obey({ order: "join", relay: readJoinLink(`http://h:${port}/#token=a`)! });
    for (const socket of browser.sockets) socket.open();
    assert.equal(
      wire.report().links.every(({ state }) => state === "open"),
      true,
    );
    assert.throws(() => wire.obey({ order: "join", relay: readJoinLink("http://h:33/#token=a")! }));
    browser.sockets[0]!.deliver(message({ kind: "frames", origin: alpha, sequence: 1 }));
    assert.equal(browser.sockets.filter((socket) => kinds(socket).at(-1) === "frames").length, 31);
  });
});

describe("the name of the browser", () => {
  const webKit = "(KHTML, like Gecko)";
  for (const [userAgent, name] of [
    [`Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 ${webKit} Chrome/147.0.0.0 Safari/537.36`, "Chromium on Linux"],
    [`Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 ${webKit} Chrome/147.0.0.0 Mobile Safari/537.36`, "Chromium on Android"],
    [`Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 ${webKit} Version/18.4 Safari/604.1`, "Safari on iOS"],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:153.0) Gecko/20100101 Firefox/153.0", "Firefox on Windows"],
    ["something else", "Browser"],
  ] as const) {
    test(name, () => assert.equal(describeBrowser(userAgent), name));
  }
});
