import type { Drops, PeerReport, WireReport } from "../worker/report.ts";
import { formatCount } from "./amounts.ts";
import { byId, make, setText } from "./elements.ts";
import { dropWords, sealedWord, summarize } from "./words.ts";

/** Everything that the page shows beside the links: how the wire is, the relays in reach, and what was dropped. */
export class Summary {
  private readonly status = byId("status", HTMLElement);
  private readonly peers = byId("peers", HTMLUListElement);
  private readonly total = byId("drops-total", HTMLElement);
  private readonly drops: readonly [keyof Drops, HTMLElement][];
  private shownPeers = "";

  constructor() {
    const list = byId("drops", HTMLDListElement);
    this.drops = (Object.keys(dropWords) as (keyof Drops)[]).map((reason) => {
      const count = make("dd", "", "0");
      count.dataset["drop"] = reason;
      list.append(make("dt", "", dropWords[reason]), count);
      return [reason, count];
    });
  }

  show(report: WireReport): void {
    setText(this.status, summarize(report));
    this.showPeers(report.peers);
    let total = 0;
    for (const [reason, element] of this.drops) {
      total += report.drops[reason];
      setText(element, formatCount(report.drops[reason]));
    }
    setText(this.total, formatCount(total));
  }

  fail(problem: string): void {
    setText(this.status, problem);
  }

  private showPeers(peers: readonly PeerReport[]): void {
    const state = JSON.stringify(peers);
    if (state === this.shownPeers && this.peers.childElementCount > 0) return;
    this.shownPeers = state;
    const rows = peers.map((peer) => {
      const row = make("li");
      row.dataset["peer"] = peer.id;
      const heading = make("h3", "", peer.name === "" ? peer.id : peer.name);
      const distance = peer.distance === 1 ? "Linked" : `${peer.distance} links away`;
      const way = `${distance} over ${peer.links.join(", ")}, ${sealedWord(peer.sealed)}`;
      row.append(heading, make("span", "", way));
      return row;
    });
    this.peers.replaceChildren(...(rows.length > 0 ? rows : [make("li", "empty", "None yet.")]));
  }
}
