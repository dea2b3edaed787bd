import { relayKey, type JoinLink } from "../protocol/joinlink.ts";
import { maxLinks } from "../switching/linkset.ts";
import type { Refusal } from "./addform.ts";
import type { Advice } from "./advice.ts";
import type { Joined } from "./joined.ts";
import type { WirePort } from "./wireport.ts";

const tooMany: Refusal = { problem: `A tab has at most ${maxLinks} links. Remove one first.`, instead: null };

/** Joins relays and leaves them, as far as this page can. */
export class Joining {
  private readonly linked = new Set<string>();

  /** `changed` hears when other relays are joined than before. */
  constructor(
    private readonly joined: Joined,
    private readonly advice: Advice,
    private readonly port: Pick<WirePort, "order" | "problem">,
    private readonly changed: () => void,
  ) {}

  /** Joins a relay and those that its join link names. Returns what is in the way, if anything is. */
  join(relay: JoinLink): Refusal | null {
    return this.joinAll([relay, ...relay.with]);
  }

  joinAll(named: readonly JoinLink[]): Refusal | null {
    if (this.port.problem !== null) return { problem: this.port.problem, instead: null };
    const refused = named.filter((one) => this.advice.refuse(one) !== null);
    const relays = named.filter((one) => !refused.includes(one));
    const full = this.refuseMore(relays);
    if (full !== null) return full;
    for (const one of relays) {
      this.linked.add(relayKey(one));
      this.joined.add(one);
      this.port.order({ order: "join", relay: one });
    }
    this.advice.forget();
    this.changed();
    return refused[0] === undefined ? null : this.advice.refuse(refused[0]); // now that the others are joined, with them in mind
  }

  /** What is in the way if these come to those that are joined: there is no place for so many. */
  refuseMore(named: readonly JoinLink[]): Refusal | null {
    return new Set([...this.linked, ...named.map(relayKey)]).size > maxLinks ? tooMany : null;
  }

  leave(key: string): void {
    this.linked.delete(key);
    this.joined.remove(key);
    this.port.order({ order: "leave", key });
    this.advice.forget();
    this.changed();
  }
}
