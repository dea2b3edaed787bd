import { relayKey, type JoinLink } from "../protocol/joinlink.ts";
import { maxHopLimit } from "../protocol/envelope.ts";
import { formatId, type Id } from "../protocol/id.ts";
import { maxLinks } from "../switching/linkset.ts";
import { Switch } from "../switching/switch.ts";
import { RelayLink } from "./relaylink.ts";
import type { Drops, Order, PeerReport, WireReport } from "./report.ts";
import type { Surroundings } from "./surroundings.ts";

/** The tab as a wire: a switch, and its links to relays. */
export class Wire {
  private readonly node: Switch;
  private readonly links = new Map<string, RelayLink>();
  private readonly drops: Drops = { malformed: 0, text: 0, own: 0, duplicate: 0, noRoute: 0, hopsExceeded: 0, queueFull: 0 };

  constructor(
    id: Id,
    name: string,
    private readonly surroundings: Surroundings,
  ) {
    this.node = new Switch(id, { name, role: "wire" }, surroundings.now());
  }

  obey(order: Order): void {
    switch (order.order) {
      case "join":
        return this.join(order.relay);
      case "leave":
        this.links.get(order.key)?.close();
        this.links.delete(order.key);
        return;
      case "pause":
        return this.links.get(order.key)?.pause();
      case "resume":
        return this.links.get(order.key)?.resume();
      case "wake":
        this.node.tick(this.surroundings.now());
        for (const link of this.links.values()) link.wake();
    }
  }

  tick(): void {
    const now = this.surroundings.now();
    try {
      this.node.tick(now);
    } finally {
      for (const link of this.links.values()) link.tick(now);
    }
  }

  report(): WireReport {
    const now = this.surroundings.now();
    return {
      links: Array.from(this.links.values(), (link) => link.report(now)),
      peers: this.peers(),
      drops: { ...this.drops },
    };
  }

  /** Joins a relay; one that is joined already is dialled anew if its token or scheme changed, else only woken. */
  private join(relay: JoinLink): void {
    const key = relayKey(relay);
    const joined = this.links.get(key);
    if (joined !== undefined) {
      if (joined.relay.token === relay.token && joined.relay.scheme === relay.scheme) return joined.resume();
      joined.close();
    } else if (this.links.size === maxLinks) {
      throw new Error(`A wire has at most ${maxLinks} links.`);
    }
    const link = new RelayLink(relay, this.node, this.drops, this.surroundings);
    this.links.set(key, link);
    link.dial();
  }

  private peers(): PeerReport[] {
    const peers: PeerReport[] = [];
    for (const { hi, lo, hello, links, mostHopsLeft } of this.node.origins) {
      if (hello?.role !== "relay" || links === 0) continue;
      const over = [...this.links.values()].filter(({ switchLink }) => switchLink !== null && (switchLink.bit & links) !== 0);
      peers.push({
        id: formatId({ hi, lo }),
        name: hello.name,
        sealed: hello.sealed === true,
        links: over.map(({ key }) => key),
        distance: maxHopLimit - mostHopsLeft + 1,
      });
    }
    return peers.sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}
