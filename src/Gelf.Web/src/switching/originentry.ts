import type { Envelope } from "../protocol/envelope.ts";
import type { Hello } from "../protocol/hello.ts";
import { ReplayWindow } from "../protocol/replaywindow.ts";
import type { LinkSet } from "./linkset.ts";

/** What a node knows of another: what it has seen of it, and on which links it is nearest. */
export class OriginEntry {
  readonly seen = new ReplayWindow();
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

  constructor(
    readonly hi: number,
    readonly lo: number,
  ) {}

  /** Takes in a copy of a hello, be it a duplicate or not. True if it brought the origin (back) into reach. */
  note(link: LinkSet, { sequence, hopLimit }: Pick<Envelope, "sequence" | "hopLimit">, hello: Hello, now: number): boolean {
    const wasGone = this.links === 0;
    if (sequence > this.latestWord) {
      this.latestWord = sequence;
      this.mostHopsLeft = hopLimit;
      this.links = link;
      this.hello = hello;
      this.lastHello = now;
    } else if (sequence < this.latestWord || hopLimit < this.mostHopsLeft) {
      return false;
    } else if (hopLimit > this.mostHopsLeft) {
      this.mostHopsLeft = hopLimit;
      this.links = link;
    } else {
      this.links |= link;
    }
    return wasGone;
  }

  /** It said bye, which no hello from before can take back. True if it was in reach until now. */
  leaveWithBye(byeSequence: number): boolean {
    this.latestWord = Math.max(this.latestWord, byeSequence);
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
}
