import { OriginEntry } from "./originentry.ts";

export const maxOrigins = 1024;

/** The nodes that a node has heard of, at most 1,024: one more puts out the one that was silent for longest. */
export class OriginTable {
  private readonly byHi = new Map<number, Map<number, OriginEntry>>();
  private newest: OriginEntry | null = null;
  private oldest: OriginEntry | null = null;
  private count = 0;

  find(hi: number, lo: number): OriginEntry | undefined {
    return this.byHi.get(hi)?.get(lo);
  }

  /** Finds or adds an origin that something was just heard of. */
  hear(hi: number, lo: number): OriginEntry {
    const known = this.find(hi, lo);
    if (known !== undefined) {
      if (known !== this.newest) {
        this.unchain(known);
        this.chain(known);
      }
      return known;
    }
    if (this.count === maxOrigins) this.evict(this.oldest!);
    return this.add(new OriginEntry(hi, lo));
  }

  *[Symbol.iterator](): Iterator<OriginEntry> {
    for (let origin = this.newest; origin !== null; origin = origin.older) yield origin;
  }

  private add(origin: OriginEntry): OriginEntry {
    let byLo = this.byHi.get(origin.hi);
    if (byLo === undefined) this.byHi.set(origin.hi, (byLo = new Map()));
    byLo.set(origin.lo, origin);
    this.chain(origin);
    this.count++;
    return origin;
  }

  private evict(origin: OriginEntry): void {
    this.unchain(origin);
    const byLo = this.byHi.get(origin.hi)!;
    byLo.delete(origin.lo);
    if (byLo.size === 0) this.byHi.delete(origin.hi);
    origin.leave();
    this.count--;
  }

  private chain(origin: OriginEntry): void {
    origin.older = this.newest;
    if (this.newest === null) this.oldest = origin;
    else this.newest.newer = origin;
    this.newest = origin;
  }

  private unchain(origin: OriginEntry): void {
    if (origin.newer === null) this.newest = origin.older;
    else origin.newer.older = origin.older;
    if (origin.older === null) this.oldest = origin.newer;
    else origin.older.newer = origin.newer;
    origin.newer = origin.older = null;
  }
}
