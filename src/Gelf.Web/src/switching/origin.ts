import type { Hello } from "../protocol/hello.ts";
import { Window } from "../protocol/window.ts";

/** What is known of one origin. */
export class Origin {
  readonly window = new Window();
  /** The links on which the best copies of its latest hello came. */
  links = 0;
  /** Its latest hello, null once it is gone. */
  hello: Hello | null = null;
  helloAt = -Infinity;
  /** Most hops left among the copies of the latest hello. */
  most = 0;
  /** Neighbors in the order in which origins were heard; the table's own. */
  newer: Origin | null = null;
  older: Origin | null = null;
  private latest = 0;

  constructor(readonly hi: number, readonly lo: number) {}

  /** Takes a copy of a hello, be it a duplicate or not. True if it brought the origin (back) into reach. */
  hear(hello: Hello, sequence: number, hops: number, link: number, now: number): boolean {
    const wasGone = this.links === 0;
    if (sequence > this.latest) {
      this.latest = sequence;
      this.most = hops;
      this.links = link;
      this.hello = hello;
      this.helloAt = now;
    } else if (sequence < this.latest || hops < this.most) {
      return false;
    } else if (hops > this.most) {
      this.most = hops;
      this.links = link;
    } else {
      this.links |= link;
    }
    return wasGone;
  }

  /** Takes a bye, which is newer than every hello before it. True if the origin was in reach until now. */
  leave(sequence: number): boolean {
    this.latest = Math.max(this.latest, sequence);
    return this.forget();
  }

  /** Forgets the hello and the links. True if the origin was in reach until now. */
  forget(): boolean {
    const wasThere = this.links !== 0;
    this.links = 0;
    this.hello = null;
    return wasThere;
  }

  /** Takes a link out. True if that emptied the set. */
  lose(link: number): boolean {
    if ((this.links & link) === 0) return false;
    this.links &= ~link;
    return this.links === 0;
  }
}
