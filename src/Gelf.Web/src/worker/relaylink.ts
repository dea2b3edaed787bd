import { relayKey, type JoinLink } from "../protocol/joinlink.ts";
import { Drop, dropNames } from "../switching/drop.ts";
import type { Link, Outlet } from "../switching/link.ts";
import type { Switch } from "../switching/switch.ts";
import { Backoff } from "./backoff.ts";
import { closedByRelay, neverOpened, wrongProtocol } from "./errors.ts";
import { Meter } from "./meter.ts";
import type { Drops, LinkReport, LinkState } from "./report.ts";
import type { Socket, Surroundings } from "./surroundings.ts";

export const protocolName = "gelf.1";
const tokenProtocol = "gelf.token.";
const connectTimeout = 5000;
/** A link that stayed open for this long starts over with short waits. */
const steadyAfter = 5000;
/** A stalled link on which nothing was heard for this long is dead, though the browser may call its socket open. */
const deadAfter = 16_000;
export const malformedLimit = 16;
export const malformedCode = 4002;
/** What may wait in a socket before more is dropped. */
export const sendLimit = 4 * 1024 * 1024;

/** Keeps one link to a relay up: dials, dials again, and moves messages between its socket and the switch. */
export class RelayLink implements Outlet {
  readonly key: string;
  readonly url: string;
  private state: LinkState = "closed";
  private lastError: string | null = null;
  private socket: Socket | null = null;
  private link: Link | null = null;
  private malformed = 0;
  private openedAt = 0;
  /** When it was last heard, or at least not stalled. */
  private aliveAt = 0;
  private readonly backoff = new Backoff();
  private readonly meter: Meter;
  private cancelTimer: () => void = () => {};

  constructor(
    readonly relay: JoinLink,
    private readonly node: Switch,
    private readonly drops: Drops,
    private readonly surroundings: Surroundings,
  ) {
    this.key = relayKey(relay);
    this.url = `${relay.scheme === "https" ? "wss" : "ws"}://${this.key}/link`;
    this.meter = new Meter(surroundings.now());
  }

  get switchLink(): Link | null {
    return this.link;
  }

  dial(): void {
    this.cancelTimer();
    this.state = "connecting";
    let socket: Socket;
    try {
      socket = this.surroundings.dial(this.url, [protocolName, tokenProtocol + this.relay.token]);
    } catch (error) {
      this.state = "refused";
      this.lastError = `The browser does not allow this connection: ${error instanceof Error ? error.message : String(error)}`;
      return;
    }
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.opened(socket);
    socket.onmessage = ({ data }) => this.receive(data);
    socket.onclose = (event) => this.fail(this.link === null ? neverOpened(this.relay) : closedByRelay(event));
    this.socket = socket;
    this.cancelTimer = this.surroundings.after(connectTimeout, () => this.fail(neverOpened(this.relay, connectTimeout)));
  }

  /** Ends it for good. */
  close(): void {
    this.cancelTimer();
    this.abandon(1000, "removed by the user");
    this.state = "closed";
  }

  /** The world may have changed: what waits is dialled at once, and what stalls is given up for a new try. */
  wake(): void {
    if (this.link?.stalled) this.fail("No answer after the page came back.");
    if (this.state !== "waiting" && this.state !== "refused") return;
    this.backoff.reset();
    this.dial();
  }

  tick(now: number): void {
    if (!this.link?.stalled) this.aliveAt = now;
    else if (now - this.aliveAt >= deadAfter) this.fail(`Nothing was heard for ${deadAfter / 1000} s.`);
  }

  forward(message: ArrayBuffer): void {
    if (this.socket!.bufferedAmount > sendLimit) this.drops.queueFull++;
    else this.say(message);
  }

  say(message: ArrayBuffer): void {
    this.meter.bytesOut += message.byteLength;
    this.meter.messagesOut++;
    this.socket!.send(message);
  }

  report(now: number): LinkReport {
    const { key, url, lastError, link } = this;
    const hello = link?.neighbor?.hello ?? null;
    const roundTrip = link === null || Number.isNaN(link.echo.roundTrip) ? null : link.echo.roundTrip;
    return {
      key, url, lastError, roundTrip,
      state: link?.stalled ? "stalled" : this.state,
      relayName: hello?.name ?? null,
      sealed: hello?.sealed ?? null,
      keyId: hello?.keyId ?? null,
      totals: this.meter.totals(),
      rates: this.meter.rates(now),
    };
  }

  private opened(socket: Socket): void {
    if (socket.protocol !== protocolName) return this.fail(wrongProtocol(this.relay));
    this.cancelTimer();
    this.state = "open";
    this.lastError = null;
    this.malformed = 0;
    this.openedAt = this.aliveAt = this.surroundings.now();
    this.link = this.node.open(this, this.openedAt);
    if (this.link === null) throw new Error("More links than the switch can have.");
  }

  private receive(data: unknown): void {
    if (this.link === null) return; // between a failed opening and its end nothing is read
    if (!(data instanceof ArrayBuffer)) {
      this.drops.text++;
      return this.countMalformed();
    }
    this.meter.bytesIn += data.byteLength;
    this.meter.messagesIn++;
    this.aliveAt = this.surroundings.now();
    const drop = this.node.receive(this.link, data, this.aliveAt);
    if (drop === Drop.none) return;
    this.drops[dropNames[drop]]++;
    if (drop === Drop.malformed) this.countMalformed();
  }

  private countMalformed(): void {
    if (++this.malformed < malformedLimit) return;
    this.fail(`The relay sent ${malformedLimit} malformed messages.`, malformedCode, `${malformedLimit} malformed messages`);
  }

  /** The link is over, for the reason given; it is dialled again after a while. */
  private fail(error: string, code?: number, reason?: string): void {
    this.cancelTimer();
    const now = this.surroundings.now();
    if (this.link !== null && now - this.openedAt >= steadyAfter) this.backoff.reset();
    this.abandon(code, reason);
    this.lastError = error;
    this.state = "waiting";
    this.cancelTimer = this.surroundings.after(this.backoff.next(this.surroundings.random()), () => this.dial());
  }

  /** Lets go of the socket, without waiting for a closing handshake that may never come. */
  private abandon(code?: number, reason?: string): void {
    const { socket, link } = this;
    this.socket = null;
    this.link = null;
    if (socket !== null) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(code, reason);
    }
    if (link !== null) this.node.close(link);
  }
}
