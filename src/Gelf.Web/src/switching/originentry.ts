import type { Envelope } from "../protocol/envelope.ts";
import type { Hello } from "../protocol/hello.ts";
import { memory, RecentWindow } from "../protocol/recentwindow.ts";
import type { LinkSet } from "./linkset.ts";

/** What a node knows of another: what it has seen of it, and on which links it is nearest. */
export class OriginEntry {
  readonly seen = new RecentWindow();
  /** The links on which a copy of its latest hello came with the most hops left. */
  links: LinkSet = 0;
  /** Its latest hello, null once it is gone. */
  hello: Hello | null = null;
  lastHello = -Infinity;
  mostHopsLeft = 0;
  /** The entries that were heard just after it and just before it; the table's own. */
  newer: OriginEntry | null = null;
  older: OriginEntry | null = null;
  private latestWord = 0;
  private latestWordAt = -Infinity;

  constructor(
    readonly hi: number,
    readonly lo: number,
  ) {}

  /** Takes in a copy of a hello, be it a duplicate or not. True if it brought the origin (back) into reach. */
  note(link: LinkSet, { sequence, hopLimit }: Pick<Envelope, "sequence" | "hopLimit">, hello: Hello, now: number): boolean {
    const wasGone = this.links === 0;
    if (this.isNews(sequence, now)) {
      this.takeWord(sequence, now);
      this.mostHopsLeft = hopLimit;
      this.links = link;
      this.hello = hello;
      this.lastHello = now;
    } else if (sequence !== this.latestWord || hopLimit < this.mostHopsLeft || this.hello === null) {
      return false; // nor does a late copy bring back a node that fell silent after that very hello
    } else if (hopLimit > this.mostHopsLeft) {
      this.mostHopsLeft = hopLimit;
      this.links = link;
    } else {
      this.links |= link;
    }
    return wasGone;
  }

  /** It said bye, which no hello from before can take back. True if it was in reach until now. */
  leaveWithBye(byeSequence: number, now: number): boolean {
    if (!this.isNews(byeSequence, now)) return false;
    this.takeWord(byeSequence, now);
    return this.leave();
  }

  /** It is gone. True if it was in reach until now. */
  leave(): boolean {
    const wasThere = this.links !== 0;
    this.links = 0;
    this.hello = null;
    return wasThere;
  }

  /** Takes a link out. True if that was the last one. */
  remove(link: LinkSet): boolean {
    if ((this.links & link) === 0) return false;
    this.links &= ~link;
    return this.links === 0;
  }

  /** Whether a hello or bye says more than the latest one. A number proves nothing, so it counts for a while only, or one lie would stand for ever. */
  private isNews(sequence: number, now: number): boolean {
    return sequence > this.latestWord || (sequence < this.latestWord && now - this.latestWordAt >= memory);
  }

  private takeWord(sequence: number, now: number): void {
    this.latestWord = sequence;
    this.latestWordAt = now;
  }
}
