import { relayKey, type JoinLink } from "../protocol/joinlink.ts";
import { DropReason, dropReasonNames } from "../switching/dropreason.ts";
import type { LinkEntry } from "../switching/linkentry.ts";
import type { Switch } from "../switching/switch.ts";
import type { SwitchOutput } from "../switching/switchoutput.ts";
import { Backoff } from "./backoff.ts";
import { blocked, closedByRelay, ended, fault, foreign, otherVersion, tokenRefused, tooSlow, unreachable, type Trouble } from "./errors.ts";
import { Meter } from "./meter.ts";
import type { Drops, LinkReport, LinkState } from "./report.ts";
import type { Socket, Surroundings } from "./surroundings.ts";

const noAnswer = "No answer after the page came back.";
export const protocolName = "gelf.1";
const tokenProtocol = "gelf.token.";
/** Short, as the next attempt may find a relay that listens by then. */
const connectTimeout = 3500;
/** Until a relay is tried again that refused the link. */
const refusedWait = 10_000;
const relayIsFull = 1013;
/** A link that stayed open for this long starts over with short waits. */
const steadyAfter = 5000;
/** A stalled link on which nothing was heard for this long is dead, though the browser may call its socket open. */
const deadAfter = 16_000;
/** What stalls within this time after the page came back is dead: phones leave sockets open that lead nowhere. */
const suspectFor = 5000;
export const malformedLimit = 16;
export const malformedCode = 4002;
/** What may wait in a socket before more is dropped. */
export const sendLimit = 4 * 1024 * 1024;
/** What may wait there before control messages are dropped, too. */
export const controlLimit = sendLimit + 1024 * 1024;

/** A link on which not even control messages found room for this long takes nothing any more. */
const stuckAfter = 5000;
export const stuckCode = 4003;

/** Keeps one link to a relay up: dials, dials again, and moves messages between its socket and the switch. */
export class RelayLink implements SwitchOutput {
  readonly key: string;
  readonly url: string;
  private readonly askUrl: string;
  private state: LinkState = "closed";
  private trouble: Trouble | null = null;
  private socket: Socket | null = null;
  private link: LinkEntry | null = null;
  private malformed = 0;
  private openedAt = 0;
  /** When it was last heard, or at least not stalled. */
  private aliveAt = 0;
  private suspectUntil = 0;
  /** When a control message was first dropped because too much waited; infinite if the last one was not. */
  private fullSince = Infinity;
  /** Just before it was dialled, the relay was there and spoke this version. */
  private answered = false;
  private readonly backoff = new Backoff();
  private readonly meter: Meter;
  /** Calls off what is under way: a wait, or a question. */
  private cancel: () => void = () => {};

  constructor(
    readonly relay: JoinLink,
    private readonly node: Switch,
    private readonly drops: Drops,
    private readonly surroundings: Surroundings,
  ) {
    this.key = relayKey(relay);
    this.url = `${relay.scheme === "https" ? "wss" : "ws"}://${this.key}/link`;
    this.askUrl = `${relay.scheme}://${this.key}/link`;
    this.meter = new Meter(surroundings.now());
  }

  get switchLink(): LinkEntry | null {
    return this.link;
  }

  dial(): void {
    this.cancel();
    this.state = "connecting";
    let socket: Socket;
    try {
      socket = this.surroundings.dial(this.url, [protocolName, tokenProtocol + this.relay.token]);
    } catch (error) {
      this.state = "refused";
      this.trouble = blocked(error);
      return;
    }
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.attempt(() => this.opened(socket));
    // An error over one message ends no link: the browser reports it to the page, and the next message comes.
    socket.onmessage = ({ data }) => this.receive(data);
    socket.onclose = (event) => this.attempt(() => this.closed(event));
    this.socket = socket;
    this.cancel = this.after(connectTimeout, () => this.fail(tooSlow(this.relay, connectTimeout)));
  }

  /** Ends it for good. */
  close(): void {
    this.end("closed", "removed by the user");
  }

  pause(): void {
    this.end("paused", "paused by the user");
  }

  resume(): void {
    if (this.state === "paused") this.state = "waiting";
    this.wake();
  }

  /** The world may have changed: what waits is dialled at once, and what stalls is given up for a new try. */
  wake(): void {
    this.attempt(() => {
      this.suspectUntil = this.surroundings.now() + suspectFor;
      if (this.link?.stalled) this.fail(ended(noAnswer));
      if (this.state === "waiting" || this.state === "refused") this.dialAnew();
    });
  }

  tick(now: number): void {
    this.attempt(() => this.watch(now));
  }

  private watch(now: number): void {
    if (now - this.fullSince >= stuckAfter) {
      const words = `it took nothing for ${stuckAfter / 1000} s`;
      return this.fail(ended(`The relay was let go of: ${words}.`), 0, stuckCode, words);
    }
    if (!this.link?.stalled) this.aliveAt = now;
    else if (now < this.suspectUntil) {
      this.fail(ended(noAnswer));
      this.dialAnew();
    } else if (now - this.aliveAt >= deadAfter) this.fail(ended(`Nothing was heard for ${deadAfter / 1000} s.`));
  }

  forward(message: ArrayBuffer): void {
    this.send(message, sendLimit);
  }

  sendControl(message: ArrayBuffer): void {
    if (this.send(message, controlLimit)) this.fullSince = Infinity;
    else this.fullSince = Math.min(this.fullSince, this.surroundings.now());
  }

  /** False: too much waits already. */
  private send(message: ArrayBuffer, limit: number): boolean {
    if (this.socket!.bufferedAmount > limit) {
      this.drops.queueFull++;
      return false;
    }
    this.meter.bytesOut += message.byteLength;
    this.meter.messagesOut++;
    this.socket!.send(message);
    return true;
  }

  report(now: number): LinkReport {
    const { key, url, trouble, link } = this;
    const hello = link?.farEnd?.hello ?? null;
    const roundTrip = link === null || Number.isNaN(link.echo.roundTrip) ? null : link.echo.roundTrip;
    return {
      key,
      url,
      roundTrip,
      state: link?.stalled ? "stalled" : this.state,
      relayName: hello?.name ?? null,
      sealed: hello?.sealed ?? null,
      keyId: hello?.keyId ?? null,
      totals: this.meter.totals(),
      rates: this.meter.rates(now),
      problem: trouble?.problem ?? null,
      lastError: trouble?.words ?? null,
    };
  }

  private dialAnew(): void {
    this.backoff.reset();
    this.answered = false;
    this.dial();
  }

  private opened(socket: Socket): void {
    if (socket.protocol !== protocolName) return this.fail(foreign(this.relay));
    this.cancel();
    this.state = "open";
    this.trouble = null;
    this.malformed = 0;
    this.openedAt = this.aliveAt = this.surroundings.now();
    this.suspectUntil = 0;
    this.link = this.node.openLink(this, this.openedAt);
    if (this.link === null) throw new Error("More links than the switch can have.");
  }

  private closed(event: CloseEvent): void {
    if (this.link !== null) return this.fail(closedByRelay(event), event.code === relayIsFull ? refusedWait : 0);
    const { answered } = this;
    this.abandon();
    this.look(answered);
  }

  /** Asks what is at the relay's address, and dials if it is a relay; `refused` if it was one before, and did not let the link in. */
  private look(refused = false): void {
    this.cancel();
    this.state = this.trouble === null ? "connecting" : "waiting";
    this.cancel = this.surroundings.ask(this.askUrl, (answer) =>
      this.attempt(() => {
        if (answer === "silent") return this.fail(unreachable(this.relay));
        if (answer === "foreign") return this.fail(foreign(this.relay));
        if (!answer.versions.includes(protocolName)) return this.fail(otherVersion(this.relay, answer.versions, protocolName));
        if (refused) return this.fail(tokenRefused(this.relay), refusedWait);
        this.dial();
        this.answered = true;
      }),
    );
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
    if (drop === DropReason.none) return;
    this.drops[dropReasonNames[drop]]++;
    if (drop === DropReason.malformed) this.countMalformed();
  }

  private countMalformed(): void {
    if (++this.malformed < malformedLimit) return;
    this.fail(ended(`The relay sent ${malformedLimit} malformed messages.`), 0, malformedCode, `${malformedLimit} malformed messages`);
  }

  private after(delay: number, run: () => void): () => void {
    return this.surroundings.after(delay, () => this.attempt(run));
  }

  /** An error of this page's own ends this link, until it is looked for again, and no other one. */
  private attempt(run: () => void): void {
    try {
      run();
    } catch (error) {
      console.error(error);
      this.fail(fault(error));
    }
  }

  /** There is no link, for the reason given; after a while, and that of the relay's, it is looked for again. */
  private fail(trouble: Trouble, wait = 0, code?: number, reason?: string): void {
    this.cancel();
    const now = this.surroundings.now();
    if (this.link !== null && now - this.openedAt >= steadyAfter) this.backoff.reset();
    this.abandon(code, reason);
    this.trouble = trouble;
    this.state = "waiting";
    this.cancel = this.after(wait + this.backoff.next(this.surroundings.random()), () => this.look());
  }

  private end(state: "closed" | "paused", reason: string): void {
    this.cancel();
    this.cancel = () => {};
    this.abandon(1000, reason);
    this.trouble = null;
    this.state = state;
  }

  /** Lets go of the socket, without waiting for a closing handshake that may never come. */
  private abandon(code?: number, reason?: string): void {
    const { socket, link } = this;
    this.socket = null;
    this.link = null;
    this.answered = false;
    this.fullSince = Infinity;
    if (link !== null) this.node.closeLink(link);
    if (socket !== null) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(code, reason);
    }
  }
}
