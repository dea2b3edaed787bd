import { relayKey, type JoinLink } from "../protocol/joinlink.ts";
import { maxLinks } from "../switching/links.ts";
import type { Order, WireReport } from "../worker/report.ts";
import { AddForm } from "./addform.ts";
import { keepAwake } from "./awake.ts";
import { byId } from "./elements.ts";
import { Joined } from "./joined.ts";
import { LinkList } from "./linklist.ts";
import { findSchemeProblem } from "./schemes.ts";
import { Summary } from "./summary.ts";

const worker = new Worker("worker.js");
const joined = new Joined(location);
const summary = new Summary();
const links = new LinkList(byId("links", HTMLUListElement), leave);
let linked = new Set<string>();
let failed = false;

function order(message: Order): void {
  worker.postMessage(message);
}

/** Joins a relay and those that its join link names, as far as this page can. Returns what is wrong, if anything is. */
function join(relay: JoinLink): string | null {
  const named = [relay, ...relay.with];
  const problems = named.map((one) => findSchemeProblem(joined.scheme, one));
  const relays = named.filter((_, i) => problems[i] === null);
  const keys = new Set([...linked, ...relays.map(relayKey)]);
  if (keys.size > maxLinks) return `A tab has at most ${maxLinks} links. Remove one first.`;
  linked = keys;
  for (const one of relays) {
    joined.add(one);
    order({ order: "join", relay: one });
  }
  showInAddressBar();
  return problems.find((problem) => problem !== null) ?? null;
}

function leave(key: string): void {
  linked.delete(key);
  joined.remove(key);
  order({ order: "leave", key });
  showInAddressBar();
  byId("status", HTMLElement).focus();
}

/** So that loading the page again joins the same relays again. */
function showInAddressBar(): void {
  if (joined.fragment !== "") history.replaceState(null, "", joined.fragment);
}

function joinFromAddressBar(): void {
  if (location.hash === "") return;
  const relay = joined.read(location.hash);
  const problem = relay === null
    ? "The address of this page is not a complete join link. Open it again, or add the relay below."
    : join(relay);
  if (problem !== null) byId("problem", HTMLElement).textContent = problem;
}

function fail(problem: string): void {
  failed = true;
  summary.fail(`Something went wrong in the wire: ${problem}. Load the page again.`);
}

worker.onmessage = ({ data }: MessageEvent<WireReport>) => {
  if (failed) return;
  links.show(data.links);
  summary.show(data);
};
worker.onerror = ({ message }) => fail(message || "its script could not be loaded");
worker.onmessageerror = () => fail("its report could not be read");

const wake = (): void => {
  if (document.visibilityState === "visible") order({ order: "wake" });
};
addEventListener("online", wake);
// A browser may keep a page that was left, frozen with its sockets open: relays would go on sending into it.
addEventListener("pagehide", () => worker.terminate());
addEventListener("pageshow", ({ persisted }) => (persisted ? location.reload() : wake()));
document.addEventListener("visibilitychange", wake);
addEventListener("hashchange", joinFromAddressBar);

new AddForm(joined, join);
keepAwake(byId("awake", HTMLElement));
joinFromAddressBar();
