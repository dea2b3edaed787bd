import { formatFragment, readJoinLink, relayKey, type JoinLink, type Scheme } from "../protocol/joinlink.ts";

/** Where the page came from: the parts of `location` that matter. */
export interface Place {
  readonly protocol: string;
  readonly host: string;
  readonly hash: string;
}

/** The relays that the user joined. Its fragment is a join link that brings them all back when the page is loaded again. */
export class Joined {
  /** The page's own address, as a relay's. */
  readonly origin: Pick<JoinLink, "scheme" | "host" | "port">;
  private own: JoinLink | null = null;
  private readonly others = new Map<string, JoinLink>();

  constructor(private readonly place: Place) {
    const scheme = place.protocol === "https:" ? "https" : "http";
    this.origin = readJoinLink(`${scheme}://${place.host}/#token=x`) ?? { scheme, host: place.host, port: 0 };
  }

  get scheme(): Scheme {
    return this.origin.scheme;
  }

  /** The token of the relay that the page came from. */
  get token(): string | null {
    return this.own?.token ?? null;
  }

  /** Reads a fragment of the address bar. Null if it is no join link's. */
  read(hash: string): JoinLink | null {
    return readJoinLink(`${this.scheme}://${this.place.host}/${hash}`);
  }

  add(relay: JoinLink): void {
    const alone = { ...relay, with: [] };
    if (this.isOwn(relayKey(relay))) this.own = alone;
    else this.others.set(relayKey(relay), alone);
  }

  /** The page's own relay stays in the fragment, which holds its token. */
  remove(key: string): void {
    this.others.delete(key);
  }

  /** All relays, that of the page first. */
  get all(): readonly JoinLink[] {
    return this.own === null ? [...this.others.values()] : [this.own, ...this.others.values()];
  }

  /** What brings another browser to the same relays: the join link of one of them, with the rest in it. Null if there is none. */
  whole(page = this.all[0]): JoinLink | null {
    return page === undefined ? null : { ...page, with: this.all.filter((other) => relayKey(other) !== relayKey(page)) };
  }

  /** Empty as long as the token of the page's own relay is not known: a fragment cannot say the others without it. */
  get fragment(): string {
    return this.own === null ? "" : formatFragment({ ...this.own, with: [...this.others.values()] });
  }

  private isOwn(key: string): boolean {
    return relayKey(this.origin) === key;
  }
}
