import type { Drops, PeerReport, WireReport } from "../worker/report.ts";
import { formatBytes, formatCount } from "./amounts.ts";
import { byId, icon, make, setText } from "./elements.ts";
import type { History } from "./history.ts";
import type { View } from "./monitor.ts";
import { describeSecrecy, dropWords, findTone, sealedWord, summarize, type Tone } from "./words.ts";

/** How the wire is at a glance, what passed in all, the relays in reach, and what was dropped. */
export class Summary implements View {
  private readonly banner = byId("banner", HTMLElement);
  private readonly mark = this.banner.querySelector(".mark")!;
  private readonly status = byId("status", HTMLElement);
  private readonly secrecy = byId("secrecy", HTMLElement);
  private readonly bytes = byId("total-bytes", HTMLElement);
  private readonly messages = byId("total-messages", HTMLElement);
  private readonly peers = byId("peers", HTMLUListElement);
  private readonly peersTotal = byId("peers-total", HTMLElement);
  private readonly total = byId("drops-total", HTMLElement);
  private readonly drops: readonly [keyof Drops, HTMLElement][];
  private shownPeers = "";

  constructor(private readonly history: History) {
    const list = byId("drops", HTMLDListElement);
    this.drops = (Object.keys(dropWords) as (keyof Drops)[]).map((reason) => {
      const count = make("dd", "", "0");
      count.dataset["drop"] = reason;
      list.append(make("dt", "", dropWords[reason]), count);
      return [reason, count];
    });
  }

  show(report: WireReport): void {
    this.setTone(findTone(report));
    this.showStatus(summarize(report));
    setText(this.secrecy, describeSecrecy(report));
    setText(this.bytes, formatBytes(this.history.bytes));
    setText(this.messages, formatCount(this.history.messages));
    const open = report.links.filter(({ state }) => state === "open").length;
    document.title = report.links.length === 0 ? "Gelf" : `${open} of ${report.links.length} linked – Gelf`;
    this.showPeers(report.peers);
    let total = 0;
    for (const [reason, element] of this.drops) {
      total += report.drops[reason];
      setText(element, formatCount(report.drops[reason]));
    }
    setText(this.total, formatCount(total));
  }

  /** There is no wire, and so no reports. */
  fail(words: string): void {
    document.title = "No wire – Gelf";
    this.setTone("bad");
    this.showStatus(words);
    setText(this.secrecy, "");
  }

  /** The first sentence is what counts at a glance. Nothing changes if the words did not: they are read out. */
  private showStatus(words: string): void {
    if (this.status.textContent === words) return;
    const end = words.indexOf(". ") + 1;
    this.status.replaceChildren(...(end === 0 ? [make("strong", "", words)] : [make("strong", "", words.slice(0, end)), words.slice(end)]));
  }

  private setTone(tone: Tone): void {
    if (this.banner.dataset["tone"] === tone && this.mark.childElementCount > 0) return;
    this.banner.dataset["tone"] = tone;
    this.mark.replaceChildren(icon(tone));
  }

  private showPeers(peers: readonly PeerReport[]): void {
    const state = JSON.stringify(peers);
    if (state === this.shownPeers && this.peers.childElementCount > 0) return;
    this.shownPeers = state;
    const rows = peers.map((peer) => {
      const row = make("li");
      row.dataset["peer"] = peer.id;
      const distance = peer.distance === 1 ? "Linked" : `${peer.distance} links away`;
      row.append(
        make("strong", "", peer.name === "" ? peer.id : peer.name),
        make("span", "", `${distance} over ${peer.links.join(", ")}, ${sealedWord(peer.sealed)}`),
      );
      return row;
    });
    this.peers.replaceChildren(...(rows.length > 0 ? rows : [make("li", "empty", "None yet.")]));
    setText(this.peersTotal, formatCount(peers.length));
  }
}
