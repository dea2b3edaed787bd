import type { Drops, LinkState, WireReport } from "../worker/report.ts";
import { summarizeTrouble } from "./keys.ts";

export const stateWords: Readonly<Record<LinkState, string>> = {
  connecting: "connecting …",
  open: "open",
  stalled: "open, but does not answer",
  waiting: "not connected, trying again",
  refused: "not allowed by the browser",
  paused: "paused",
  closed: "closed",
};

export function sealedWord(sealed: boolean): string {
  return sealed ? "sealed" : "plain";
}

export const dropWords: Readonly<Record<keyof Drops, string>> = {
  malformed: "Malformed messages",
  text: "Text messages",
  own: "Own messages that came back",
  duplicate: "Duplicates",
  noRoute: "No route to the target",
  hopsExceeded: "Too many hops",
  queueFull: "Too much waiting on a link",
};

/** How the wire is, in words that change only when something did, so that they can be read out. */
export function summarize({ links }: WireReport): string {
  const trouble = summarizeTrouble(links);
  return trouble === "" ? summarizeLinks(links) : `${summarizeLinks(links)} ${trouble}`;
}

function summarizeLinks(links: WireReport["links"]): string {
  if (links.length === 0) return "No relay is joined. Open the join link that a relay shows, or add a relay below.";
  const missing = links.filter(({ state }) => state !== "open").map(({ key }) => key);
  if (missing.length > 0) return `${links.length - missing.length} of ${links.length} relays linked. Not linked: ${missing.join(", ")}.`;
  return links.length === 1 ? "1 relay is linked. Add another one to join the two." : `All ${links.length} relays are linked.`;
}
