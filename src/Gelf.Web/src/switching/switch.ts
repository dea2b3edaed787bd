import { Envelope, envelopeLength, Kind, maxHops, rewriteHops } from "../protocol/envelope.ts";
import { readHello, type Hello } from "../protocol/hello.ts";
import type { Id } from "../protocol/id.ts";
import { Drop } from "./drop.ts";
import { echoLength, echoPayload } from "./echo.ts";
import { Greeting } from "./greeting.ts";
import type { Link, Outlet } from "./link.ts";
import { Links } from "./links.ts";
import type { Origin } from "./origin.ts";
import { Reach } from "./reach.ts";
import { Voice } from "./voice.ts";

const lostAnswerInterval = 100;
const sleepLimit = 1000;

/**
 * A node of the segment: forwards between its links by the rules of the protocol. It has no clock, no sockets and no
 * timers: whoever drives it says what time it is (in ms), and calls `tick` some ten times a second.
 */
export class Switch {
  private readonly links = new Links();
  private readonly voice: Voice;
  private readonly reach: Reach;
  private readonly greeting: Greeting;
  private readonly envelope = new Envelope();
  private opened = 0;
  private lastTick: number;

  constructor(
    private readonly id: Id,
    hello: Hello,
    now: number,
    private readonly deliver: (message: ArrayBuffer) => void = () => {},
  ) {
    this.voice = new Voice(id, hello);
    this.reach = new Reach(this.links, this.voice);
    this.greeting = new Greeting(hello.role, this.links, this.voice, now);
    this.lastTick = now;
  }

  /** Null if there are as many links as a node can have. */
  open(outlet: Outlet, now: number): Link | null {
    const link = this.links.add(outlet, ++this.opened);
    if (link === null) return null;
    // On all links: on the new one alone, a newer hello than they have would draw everybody's path to this link.
    try {
      this.voice.greet(this.links.open);
      this.voice.ask(link, now);
    } catch (error) {
      this.close(link); // who opened it does not have it yet, and cannot
      throw error;
    }
    return link;
  }

  close(link: Link): void {
    if (this.links.remove(link)) this.reach.closed(link);
  }

  get origins(): Iterable<Origin> {
    return this.reach.origins;
  }

  /** Takes a message that came in on a link; forwards it in place. Says why it was dropped, if it was. */
  receive(from: Link, message: ArrayBuffer, now: number): Drop {
    const view = new DataView(message);
    const envelope = this.envelope;
    if (!envelope.read(view)) return Drop.malformed;
    if (envelope.isFrom(this.id)) return Drop.own;
    const hello = envelope.kind === Kind.hello ? readHello(new Uint8Array(message, envelopeLength)) : null;
    if (envelope.kind === Kind.hello && hello === null) return Drop.malformed;

    const origin = this.reach.origins.hear(envelope.originHi, envelope.originLo);
    if (hello !== null && this.reach.hear(origin, hello, envelope, from, now)) this.greeting.heardNew(hello.role, now);
    if (origin.window.seen(envelope.sequence)) return Drop.duplicate;

    switch (envelope.kind) {
      case Kind.lost:
        return this.receiveLost(from, view);
      case Kind.echo:
      case Kind.echoAnswer:
        return this.receiveEcho(from, message, envelope.kind, now);
      case Kind.bye:
        this.reach.bye(origin, envelope.sequence, from);
        break;
      case Kind.frames:
        from.echo.noteFrames();
    }
    const forThisNode = envelope.isFor(this.id);
    const delivered = forThisNode || envelope.forAll;
    const drop = forThisNode ? Drop.none : this.forward(from, message, view, now);
    if (delivered) this.deliver(message);
    return drop;
  }

  /** Sends an envelope of this node's own. */
  send(kind: number, target: Id, flow: number, payload: Uint8Array): Drop {
    const message = this.voice.message(kind, payload.length, maxHops, target, flow);
    new Uint8Array(message, envelopeLength).set(payload);
    this.envelope.read(new DataView(message));
    return this.pass(null, message) ? Drop.none : Drop.noRoute;
  }

  /** Does what is due: hellos, echo questions, and noticing who is silent. */
  tick(now: number): void {
    if (now - this.lastTick > sleepLimit) {
      for (const link of this.links.open) link.echo.forgive();
    }
    this.lastTick = now;
    this.reach.forgetSilent(now);
    for (const link of this.links.open) {
      if (!link.stalled && link.echo.isOverdue(now)) this.reach.stalled(link);
      if (link.echo.isDue(now)) this.voice.ask(link, now);
    }
    this.greeting.tick(now);
  }

  private receiveLost(from: Link, view: DataView): Drop {
    const length = view.byteLength - envelopeLength;
    if (length === 0 || length % 8 !== 0) return Drop.malformed;
    this.reach.lost(view, from);
    return Drop.none;
  }

  private receiveEcho(from: Link, message: ArrayBuffer, kind: number, now: number): Drop {
    if (message.byteLength !== envelopeLength + echoLength) return Drop.malformed;
    const payload = echoPayload(message);
    if (kind === Kind.echo) {
      this.voice.answer(from, payload);
    } else if (from.echo.answer(payload, now) && from.stalled) {
      this.links.revive(from);
      this.voice.greet(this.links.open);
    }
    return Drop.none;
  }

  private forward(from: Link, message: ArrayBuffer, view: DataView, now: number): Drop {
    const { hops, targetHi, targetLo, forAll } = this.envelope;
    if (hops === 0) return forAll ? Drop.none : Drop.hopsExceeded;
    rewriteHops(view, hops - 1);
    if (this.pass(from, message)) return Drop.none;
    if (now - from.answeredLost >= lostAnswerInterval) {
      from.answeredLost = now;
      this.voice.sayLostOn(from, [{ hi: targetHi, lo: targetLo }]);
    }
    return Drop.noRoute;
  }

  /** Passes a message on: over one link to a target that is known, over all others otherwise. False if a target has no route. */
  private pass(from: Link | null, message: ArrayBuffer): boolean {
    const { kind, flow, targetHi, targetLo, forAll } = this.envelope;
    const set = forAll ? 0 : this.reach.origins.find(targetHi, targetLo)?.links ?? 0;
    if (set !== 0) {
      const candidates = this.links.usable(set) & ~(from?.bit ?? 0);
      if (candidates === 0) return false;
      passTo(this.links.pick(candidates, flow), message, kind);
      return true;
    }
    let passed = forAll;
    for (const link of this.links.open) {
      if (link === from || link.stalled) continue;
      passTo(link, message, kind);
      passed = true;
    }
    return passed;
  }
}

function passTo(link: Link, message: ArrayBuffer, kind: number): void {
  if (kind === Kind.frames) link.echo.noteFrames();
  link.outlet.forward(message);
}
