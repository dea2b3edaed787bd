import type { LinkReport, WireReport } from "../worker/report.ts";
import { summarizeTrouble } from "./keys.ts";
import { label } from "./names.ts";

export interface Event {
  readonly at: Date;
  readonly words: string;
}

const kept = 200;

/** What happened to the wire, in words: the last 200 events, newest last. */
export class EventLog {
  readonly events: Event[] = [];
  private before: WireReport["links"] = [];
  private peers = new Map<string, string>();
  private trouble = "";

  say(at: Date, words: string): void {
    this.events.push({ at, words });
    if (this.events.length > kept) this.events.shift();
  }

  /** Says what is new in a report. */
  follow({ links, peers }: WireReport, at: Date): void {
    for (const link of links) {
      const words = describeChange(
        this.before.find(({ key }) => key === link.key),
        link,
      );
      if (words !== null) this.say(at, `${label(link, links)}: ${words}`);
    }
    for (const link of this.before) {
      if (!links.some(({ key }) => key === link.key)) this.say(at, `${label(link, this.before)}: removed.`);
    }
    this.followPeers(peers, at);
    const trouble = summarizeTrouble(links);
    if (trouble !== this.trouble && trouble !== "") this.say(at, trouble);
    this.trouble = trouble;
    this.before = links;
  }

  /** Relays behind other relays or wires; those at the links are told with their links. */
  private followPeers(peers: WireReport["peers"], at: Date): void {
    const far = new Map(peers.filter(({ distance }) => distance > 1).map(({ id, name }) => [id, name === "" ? id : name]));
    const known = new Set(peers.map(({ id }) => id));
    for (const [id, name] of far) if (!this.peers.has(id)) this.say(at, `${name}: in reach, behind another relay or wire.`);
    for (const [id, name] of this.peers) if (!known.has(id)) this.say(at, `${name}: no longer in reach.`);
    this.peers = far;
  }
}

function describeChange(before: LinkReport | undefined, { state, problem, lastError, relayName, url }: LinkReport): string | null {
  const was = before?.state;
  switch (state) {
    case "open":
      if (was === "stalled") return "answers again.";
      if (was === "open")
        return before?.relayName === null && relayName !== null ? `at ${url.replace(/^wss?:\/\/|\/link$/g, "")} says hello.` : null;
      return "linked.";
    case "stalled":
      return was === state ? null : "does not answer.";
    case "paused":
      return was === state ? null : "paused.";
    case "waiting":
    case "refused":
      return before?.problem === problem && was !== "open" && was !== "stalled" ? null : lastError;
    default:
      return before === undefined ? "joining." : null;
  }
}
