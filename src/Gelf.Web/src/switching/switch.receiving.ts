import { Envelope, envelopeSize, maxHopLimit, setHopLimit } from "../protocol/envelope.ts";
import { readHello, type Hello } from "../protocol/hello.ts";
import type { Id } from "../protocol/id.ts";
import { isLinkLocal, MessageKind } from "../protocol/messagekind.ts";
import { DropReason } from "./dropreason.ts";
import { echoPayload } from "./echoclock.ts";
import type { LinkEntry } from "./linkentry.ts";
import type { OriginEntry } from "./originentry.ts";
import type { OriginTable } from "./origintable.ts";
import type { Announcing } from "./switch.announcing.ts";

const noRouteInterval = 100;

/** Sends a message on; false if its target has no route. */
export type Route = (from: LinkEntry, envelope: Envelope, message: ArrayBuffer) => boolean;

/** The forwarding rules for what comes in. */
export class Receiving {
  private readonly envelope = new Envelope();

  constructor(
    private readonly id: Id,
    private readonly origins: OriginTable,
    private readonly announcing: Announcing,
    private readonly route: Route,
    private readonly deliver: (message: ArrayBuffer) => void,
  ) {}

  /** Takes a message that came in on a link; forwards it in place. Says why it was dropped, if it was. */
  receive(from: LinkEntry, message: ArrayBuffer, now: number): DropReason {
    const view = new DataView(message);
    const envelope = this.envelope;
    if (!envelope.tryRead(view)) return DropReason.malformed;
    if (envelope.isFrom(this.id)) return DropReason.own;
    if (isLinkLocal(envelope.kind)) return this.hearNeighbor(from, message, view, now);
    const hello =
      envelope.kind === MessageKind.hello
        ? readHello(new Uint8Array(message, envelopeSize, message.byteLength - envelopeSize - envelope.tagLength))
        : null;
    if (envelope.kind === MessageKind.hello && hello === null) return DropReason.malformed;

    const origin = this.origins.hear(envelope.originHi, envelope.originLo);
    if (hello !== null) this.hearHello(from, origin, hello, now);
    // A handshake has its own means against replays.
    const isOwnHandshake = envelope.kind === MessageKind.handshake && envelope.isFor(this.id);
    if (!isOwnHandshake && !origin.seen.tryMark(envelope.sequence, now)) return DropReason.duplicate;

    if (envelope.kind === MessageKind.bye && origin.leaveWithBye(envelope.sequence, now)) this.announcing.sayLost([origin], from);
    if (envelope.kind === MessageKind.frames) from.echo.markBusy();
    const forThisNode = envelope.isFor(this.id);
    const delivered = forThisNode || envelope.forAll;
    const drop = forThisNode ? DropReason.none : this.forward(from, message, view, now);
    if (delivered) this.deliver(message);
    return drop;
  }

  private forward(from: LinkEntry, message: ArrayBuffer, view: DataView, now: number): DropReason {
    const { hopLimit, forAll } = this.envelope;
    if (hopLimit === 0) return forAll ? DropReason.none : DropReason.hopsExceeded;
    setHopLimit(view, hopLimit - 1);
    if (this.route(from, this.envelope, message)) return DropReason.none;
    this.answerNoRoute(from, now);
    return DropReason.noRoute;
  }

  private hearHello(from: LinkEntry, origin: OriginEntry, hello: Hello, now: number): void {
    // A hello that can still be forwarded as often as any has come from the other end of this link.
    if (this.envelope.hopLimit === maxHopLimit) from.farEnd = origin;
    if (origin.note(from.bit, this.envelope, hello, now)) this.announcing.wantHelloFlood(hello.role, now);
  }

  /** Takes what the node at the other end of a link has said to this one. It is no word of an origin, so no origin's numbers count. */
  private hearNeighbor(from: LinkEntry, message: ArrayBuffer, view: DataView, now: number): DropReason {
    if (this.envelope.kind === MessageKind.lost) this.hearLost(from, view);
    else if (this.envelope.kind === MessageKind.echo) this.announcing.answer(from, echoPayload(message));
    else this.announcing.hearAnswer(from, echoPayload(message), now);
    return DropReason.none;
  }

  /** The other end no longer reaches these origins: a run of ids behind the envelope. */
  private hearLost(from: LinkEntry, view: DataView): void {
    const emptied: OriginEntry[] = [];
    for (let at = envelopeSize; at < view.byteLength; at += 8) {
      const origin = this.origins.find(view.getUint32(at), view.getUint32(at + 4));
      if (origin?.remove(from.bit)) emptied.push(origin);
    }
    this.announcing.sayLost(emptied, from);
  }

  private answerNoRoute(from: LinkEntry, now: number): void {
    if (now - from.lastNoRoute < noRouteInterval) return;
    from.lastNoRoute = now;
    this.announcing.sayLostOn(from, [{ hi: this.envelope.targetHi, lo: this.envelope.targetLo }]);
  }
}
