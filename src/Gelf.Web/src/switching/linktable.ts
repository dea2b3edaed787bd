import { LinkEntry } from "./linkentry.ts";
import { countLinks, maxLinks, type LinkSet } from "./linkset.ts";
import type { SwitchOutput } from "./switchoutput.ts";

/** The open links, in the order of opening. */
export class LinkTable {
  readonly open: LinkEntry[] = [];
  private used: LinkSet = 0;
  private stalled: LinkSet = 0;

  /** Null if there is no slot left. */
  add(output: SwitchOutput): LinkEntry | null {
    if (this.open.length === maxLinks) return null;
    const slot = 31 - Math.clz32(~this.used & -~this.used);
    const link = new LinkEntry(slot, output);
    this.used |= link.bit;
    this.open.push(link);
    return link;
  }

  remove(link: LinkEntry): boolean {
    const index = this.open.indexOf(link);
    if (index < 0) return false;
    this.open.splice(index, 1);
    this.used &= ~link.bit;
    this.stalled &= ~link.bit;
    return true;
  }

  stall(link: LinkEntry): void {
    link.stalled = true;
    this.stalled |= link.bit;
  }

  revive(link: LinkEntry): void {
    link.stalled = false;
    this.stalled &= ~link.bit;
  }

  /** Those links of a set that are not stalled. */
  usable(set: LinkSet): LinkSet {
    return set & ~this.stalled;
  }

  /** One link of a set that is not empty: the same one for the same flow. */
  pick(set: LinkSet, flow: number): LinkEntry {
    let left = flow % countLinks(set);
    for (const link of this.open) {
      if ((set & link.bit) !== 0 && left-- === 0) return link;
    }
    throw new Error("A set names a link that is not open.");
  }
}
