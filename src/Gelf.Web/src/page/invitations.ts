import { relayKey, type JoinLink } from "../protocol/joinlink.ts";
import type { Joined } from "./joined.ts";

/**
 * A relay that an invitation names:
 * - new: it is not joined
 * - same: it is joined just so
 * - changed: it is joined with another token or scheme
 */
export interface Invited {
  readonly relay: JoinLink;
  readonly kind: "new" | "same" | "changed";
}

/** What invitations need of the page. */
export interface Host {
  /** Whether this device remembers relays: then what is joined is stored. */
  remembers(): boolean;
  /** Whether there is a link to the relay now, which so has shown that its token is right. */
  isLinked(key: string): boolean;
  join(relays: readonly JoinLink[]): void;
  /** Asks the user; what they say comes to `answer`. */
  ask(invited: readonly Invited[]): void;
}

/**
 * Join links that come by the address bar. Anybody can lead a browser here with one, so it joins relays to others by itself only if
 * it has the token that is known of the page's own relay. Over any other the user is asked, over one at a time.
 */
export class Invitations {
  private asked: JoinLink | null = null;
  private waiting: JoinLink | null = null;

  constructor(
    private readonly joined: Pick<Joined, "token" | "all">,
    private readonly host: Host,
  ) {}

  hear(relay: JoinLink): void {
    if (this.isTrusted(relay)) this.host.join([relay, ...relay.with]);
    else if (this.asked !== null) this.waiting = relay;
    else {
      this.asked = relay;
      this.host.ask(compare(relay, this.joined.all));
    }
  }

  answer(yes: boolean): void {
    const { asked, waiting } = this;
    this.asked = this.waiting = null;
    // The token of a relay that is linked is right, and another one is not: that would only break the link, and be trusted next time.
    if (asked !== null && yes) this.host.join([asked, ...asked.with].filter((relay) => !this.host.isLinked(relayKey(relay))));
    if (waiting !== null) this.hear(waiting);
  }

  /** Where nothing is joined or kept, there is nothing that the relays could get at: this is how a first visit starts. */
  private isTrusted(relay: JoinLink): boolean {
    return this.joined.all.length === 0 ? !this.host.remembers() : relay.token === this.joined.token;
  }
}

/** `own` is the address of the page's own relay. */
export function describeInvited({ relay, kind }: Invited, own: string): string {
  const words = { new: "new", same: "joined already", changed: "joined already, with another token or scheme" }[kind];
  return relayKey(relay) === own ? `This page's relay, ${words}` : `${words[0]!.toUpperCase()}${words.slice(1)}`;
}

/** Each relay once, as it would be joined. */
function compare(relay: JoinLink, joined: readonly JoinLink[]): Invited[] {
  const named = new Map([relay, ...relay.with].map((one) => [relayKey(one), one]));
  return Array.from(named, ([key, one]) => {
    const before = joined.find((other) => relayKey(other) === key);
    const isSame = before?.token === one.token && before.scheme === one.scheme;
    return { relay: one, kind: before === undefined ? "new" : isSame ? "same" : "changed" };
  });
}
