import type { Drops, LinkReport, LinkState, Problem, WireReport } from "../worker/report.ts";
import { findTrouble, summarizeTrouble, type Trouble } from "./keys.ts";
import { list } from "./names.ts";

/** How the wire or a link is, at a glance. */
export type Tone = "idle" | "wait" | "good" | "bad";

const stateWords: Readonly<Record<LinkState, string>> = {
  connecting: "Connecting …",
  open: "Linked",
  stalled: "Does not answer",
  waiting: "Not linked",
  paused: "Paused",
  refused: "Not allowed",
  closed: "Closed",
};

/** What to say in place of "Not linked", where more is known. */
const problemWords: Readonly<Record<Problem, string>> = {
  unreachable: "Unreachable",
  foreign: "No relay there",
  version: "Other version",
  token: "Token refused",
  blocked: "Not allowed",
  ended: "Link broke",
  fault: "Link failed",
};

export function describeState(state: LinkState, problem: LinkReport["problem"]): string {
  return state === "waiting" && problem !== null ? problemWords[problem] : stateWords[state];
}

export function findLinkTone(state: LinkState, problem: Problem | null, trouble: Trouble | null): Tone {
  if (state === "paused" || state === "closed") return "idle";
  if (state === "connecting") return "wait";
  if (state === "open") return trouble === null ? "good" : "bad";
  return state === "waiting" && problem === "ended" ? "wait" : "bad";
}

/** Sealed or plain, and whether the others are otherwise. */
export function secrecyWords(sealed: boolean, trouble: Trouble | null): string {
  if (trouble?.kind === "other-key") return "Another key";
  if (trouble?.kind === "mixed") return sealed ? "Sealed, others plain" : "Plain, others sealed";
  return sealed ? "Sealed" : "Plain";
}

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

export function findTone({ links }: Pick<WireReport, "links">): Tone {
  if (links.length === 0) return "idle";
  const wrong = links.some(({ state, problem }) => state === "stalled" || state === "refused" || (state === "waiting" && problem !== null));
  if (wrong || findTrouble(links).size > 0) return "bad";
  return links.filter(({ state }) => state === "open").length < 2 || links.some(({ state }) => state === "connecting") ? "wait" : "good";
}

/** How the wire is, in words that change only when something did, so that they can be read out. */
export function summarize({ links }: Pick<WireReport, "links">): string {
  const trouble = summarizeTrouble(links);
  return trouble === "" ? summarizeLinks(links) : `${summarizeLinks(links)} ${trouble}`;
}

function summarizeLinks(all: WireReport["links"]): string {
  if (all.length === 0) return "No relay is joined. Open the join link that a relay shows, or add a relay.";
  const links = all.filter(({ state }) => state !== "paused");
  const missing = links.filter(({ state }) => state !== "open");
  const pauses = links.length === all.length ? "" : ` ${all.length - links.length} paused.`;
  if (links.length === 0) return all.length === 1 ? "The only link is paused." : `All ${all.length} links are paused.`;
  if (missing.length > 0)
    return `${links.length - missing.length} of ${links.length} relays linked. Not linked: ${list(missing, all)}.${pauses}`;
  if (links.length === 1) return `1 relay is linked. ${pauses === "" ? "Add another one to join the two." : pauses.trim()}`;
  return `${links.length === 2 ? "Both" : `All ${links.length}`} relays are linked.${pauses}`;
}

/** Who can read what passes. Empty as long as the relays have not all said it, or differ. */
export function describeSecrecy({ links }: Pick<WireReport, "links">): string {
  const open = links.filter(({ state }) => state === "open");
  if (open.length < 2 || findTrouble(links).size > 0) return "";
  if (open.every(({ sealed }) => sealed === true)) return "Sealed: this device cannot read what passes.";
  if (open.every(({ sealed }) => sealed === false)) return "Plain: this device, and anyone on the way, can read what passes.";
  return "";
}
