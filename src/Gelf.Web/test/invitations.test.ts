import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatJoinLink, readJoinLink, type JoinLink } from "../src/protocol/joinlink.ts";
import { describeInvited, Invitations, type Invited } from "../src/page/invitations.ts";
import { Joined } from "../src/page/joined.ts";

const place = { protocol: "http:", host: "a:7001", hash: "" };
const link = (text: string): JoinLink => readJoinLink(text)!;
const stranger = "#token=x&with=http%3A%2F%2Fevil%3A1%2F%23token%3De";

interface Before {
  readonly joined?: string[];
  readonly remembers?: boolean;
}

/** A page of the relay at a:7001 on which these relays are joined. */
function open({ joined = [], remembers = false }: Before) {
  const page = new Joined(place);
  joined.forEach((text) => page.add(link(text)));
  const added: string[] = [];
  const asked: Invited[][] = [];
  const linked = new Set<string>();
  const invitations = new Invitations(page, {
    remembers: () => remembers,
    isLinked: (key) => linked.has(key),
    join(relays) {
      relays.forEach((relay) => page.add(relay));
      added.push(...relays.map((relay) => formatJoinLink({ ...relay, with: [] })));
    },
    ask: (invited) => void asked.push([...invited]),
  });
  return {
    added,
    asked,
    linked,
    hear: (hash: string) => invitations.hear(page.read(hash)!),
    answer: (yes: boolean) => invitations.answer(yes),
  };
}

describe("a join link that comes by the address bar", () => {
  test("joins all that it names where nothing is joined and nothing remembered", () => {
    const page = open({});
    page.hear(stranger);
    assert.deepEqual([page.added, page.asked], [["http://a:7001/#token=x", "http://evil:1/#token=e"], []]);
  });

  for (const [name, before] of [
    ["another token than the page's relay has", { joined: ["http://a:7001/#token=right", "http://b:1/#token=y"] }],
    ["a token, where that of the page's relay is not known", { joined: ["http://b:1/#token=x"] }],
    ["any token, where the device remembers that no relay is joined", { remembers: true }],
  ] as [string, Before][]) {
    test(`joins nothing before the user says so, with ${name}`, () => {
      const page = open(before);
      page.hear(stranger);
      assert.equal(page.asked.length, 1);
      assert.deepEqual(page.added, []);

      page.answer(false);
      assert.deepEqual(page.added, []);

      page.hear(stranger);
      page.answer(true);
      assert.deepEqual(page.added, ["http://a:7001/#token=x", "http://evil:1/#token=e"]);
    });
  }

  test("joins all that it names with the token of the page's relay: its maker knows that", () => {
    const page = open({ joined: ["http://a:7001/#token=right", "http://b:1/#token=y"], remembers: true });
    page.hear("#token=right&with=http%3A%2F%2Fc%3A1%2F%23token%3Dz");
    assert.deepEqual([page.added, page.asked], [["http://a:7001/#token=right", "http://c:1/#token=z"], []]);
  });

  test("is told relay by relay, each once", () => {
    const page = open({ joined: ["http://a:7001/#token=right", "http://b:1/#token=y", "http://c:1/#token=z"] });
    const others = ["http://b:1/#token=y", "http://c:1/#token=other", "http://new:1/#token=1", "http://new:1/#token=2"];
    page.hear(`#token=x${others.map((other) => `&with=${encodeURIComponent(other)}`).join("")}`);
    assert.deepEqual(
      page.asked[0]!.map((invited) => [formatJoinLink({ ...invited.relay, with: [] }), describeInvited(invited, "a:7001")]),
      [
        ["http://a:7001/#token=x", "This page's relay, joined already, with another token or scheme"],
        ["http://b:1/#token=y", "Joined already"],
        ["http://c:1/#token=other", "Joined already, with another token or scheme"],
        ["http://new:1/#token=2", "New"],
      ],
    );
  });

  test("changes no relay that is linked, whatever the user says: its token is right", () => {
    const page = open({ joined: ["http://a:7001/#token=right"] });
    page.hear(stranger);
    page.linked.add("a:7001");
    page.answer(true);
    assert.deepEqual(page.added, ["http://evil:1/#token=e"]);
    page.hear(stranger);
    assert.equal(page.asked.length, 2); // its token has not become one that is trusted
  });

  test("changes no question that is being answered, and is asked about after it", () => {
    const page = open({ joined: ["http://a:7001/#token=right"] });
    page.hear("#token=x&with=http%3A%2F%2Fb%3A1%2F%23token%3Dy");
    page.hear("#token=x&with=http%3A%2F%2Fc%3A1%2F%23token%3Dz");
    page.hear(stranger);
    assert.equal(page.asked.length, 1);

    page.answer(false);
    assert.deepEqual(page.added, []);
    assert.equal(page.asked.length, 2);
    assert.equal(page.asked[1]![1]!.relay.host, "evil");

    page.answer(false);
    assert.deepEqual([page.added, page.asked.length], [[], 2]);
  });
});
