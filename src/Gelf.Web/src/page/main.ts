import { relayKey, type JoinLink } from "../protocol/joinlink.ts";
import { maxLinks } from "../switching/links.ts";
import type { Order, WireReport } from "../worker/report.ts";
import { AddForm, type Refusal } from "./addform.ts";
import { Advice } from "./advice.ts";
import { keepAwake } from "./awake.ts";
import { byId } from "./elements.ts";
import { Device } from "./device.ts";
import { HandOver } from "./handover.ts";
import { Joined } from "./joined.ts";
import { LinkList } from "./linklist.ts";
import { Monitor } from "./monitor.ts";

const worker = new Worker("worker.js");
const joined = new Joined(location);
const advice = new Advice(joined);
const device = new Device(() => joined.all);
const links = new LinkList(byId("links", HTMLUListElement), {
  remove: leave,
  pause: (key) => order({ order: "pause", key }),
  resume: (key) => order({ order: "resume", key }),
});
const monitor = new Monitor(links, advice);
let linked = new Set<string>();

function order(message: Order): void {
  worker.postMessage(message);
}

/** Joins a relay and those that its join link names, as far as this page can. Returns what is in the way, if anything is. */
function join(relay: JoinLink): Refusal | null {
  return joinAll([relay, ...relay.with]);
}

function joinAll(named: readonly JoinLink[]): Refusal | null {
  const refused = named.filter((one) => advice.refuse(one) !== null);
  const relays = named.filter((one) => !refused.includes(one));
  const keys = new Set([...linked, ...relays.map(relayKey)]);
  if (keys.size > maxLinks) return { problem: `A tab has at most ${maxLinks} links. Remove one first.`, instead: null };
  linked = keys;
  for (const one of relays) {
    joined.add(one);
    order({ order: "join", relay: one });
  }
  changed();
  return refused[0] === undefined ? null : advice.refuse(refused[0]); // now that the others are joined, with them in mind
}

function leave(key: string): void {
  linked.delete(key);
  joined.remove(key);
  order({ order: "leave", key });
  changed();
  byId("status", HTMLElement).focus();
}

/** Loading the page again is to join the same relays again. */
function changed(): void {
  advice.forget();
  device.update();
  if (joined.fragment !== "") history.replaceState(null, "", joined.fragment);
}

function joinFromAddressBar(): void {
  if (location.hash === "") return;
  const relay = joined.read(location.hash);
  form.show(relay === null
    ? { problem: "The address of this page is not a complete join link. Open it again, or add the relay here.", instead: null }
    : join(relay));
}

worker.onmessage = ({ data }: MessageEvent<WireReport>) => monitor.show(data);
worker.onerror = ({ message }) => monitor.fail(message || "its script could not be loaded");
worker.onmessageerror = () => monitor.fail("its report could not be read");

const wake = (why: string): void => {
  if (document.visibilityState !== "visible") return;
  monitor.say(why);
  order({ order: "wake" });
};
addEventListener("online", () => wake("The network is back."));
// A browser may keep a page that was left, frozen with its sockets open: relays would go on sending into it.
addEventListener("pagehide", () => worker.terminate());
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload();
});
document.addEventListener("visibilitychange", () => wake("The tab is in view again."));
addEventListener("hashchange", joinFromAddressBar);

const form = new AddForm(joined, join);
new HandOver(() => joined.whole());
keepAwake(byId("awake", HTMLElement));
// First those of the join link: a token in it is newer than one that is remembered.
const remembered = device.relays;
joinFromAddressBar();
const more = remembered.filter((relay) => !linked.has(relayKey(relay)));
if (more.length > 0) form.show(joinAll(more));
