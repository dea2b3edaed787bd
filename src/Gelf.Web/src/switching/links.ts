import { Link, type Outlet } from "./link.ts";

/** Sets of links are 32-bit masks. */
export const maxLinks = 32;

/** The open links, in the order of opening. */
export class Links {
  readonly open: Link[] = [];
  private used = 0;
  private stalled = 0;

  /** Null if there is no slot left. */
  add(outlet: Outlet, mark: number): Link | null {
    if (this.open.length === maxLinks) return null;
    const slot = 31 - Math.clz32(~this.used & -~this.used);
    const link = new Link(slot, outlet, mark);
    this.used |= link.bit;
    this.open.push(link);
    return link;
  }

  remove(link: Link): boolean {
    const index = this.open.indexOf(link);
    if (index < 0) return false;
    this.open.splice(index, 1);
    this.used &= ~link.bit;
    this.stalled &= ~link.bit;
    return true;
  }

  stall(link: Link): void {
    link.stalled = true;
    this.stalled |= link.bit;
  }

  revive(link: Link): void {
    link.stalled = false;
    this.stalled &= ~link.bit;
  }

  /** Those links of a set that are not stalled. */
  usable(set: number): number {
    return set & ~this.stalled;
  }

  /** One link of a set that is not empty: the same one for the same flow. */
  pick(set: number, flow: number): Link {
    let left = flow % countBits(set);
    for (const link of this.open) {
      if ((set & link.bit) !== 0 && left-- === 0) return link;
    }
    throw new Error("A set names a link that is not open.");
  }
}

function countBits(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count++;
  return count;
}
