import { Envelope, envelopeSize, maxHopLimit } from "../protocol/envelope.ts";
import { writeHello, type Hello, type Role } from "../protocol/hello.ts";
import type { Id } from "../protocol/id.ts";
import { MessageKind } from "../protocol/messagekind.ts";
import { echoLength, echoPayload } from "./echoclock.ts";
import type { LinkEntry } from "./linkentry.ts";
import type { LinkTable } from "./linktable.ts";
import type { OriginEntry } from "./originentry.ts";
import type { OriginTable } from "./origintable.ts";

const helloInterval = 5000;
const leastHelloInterval = 100;
/** After this time without a hello, a node is gone. */
const silence = 16_000;
/** After a longer time between two ticks, the node slept. */
const sleepLimit = 1000;

/** What a node says of itself, and what time alone changes. It has one counter of sequence numbers for all that it says. */
export class Announcing {
  private readonly envelope = new Envelope();
  private readonly helloPayload: Uint8Array;
  private lastTick: number;
  private nextHello: number;
  private lastWantedHello = -Infinity;
  private helloWanted = false;

  constructor(
    id: Id,
    private readonly hello: Hello,
    private readonly links: LinkTable,
    private readonly origins: OriginTable,
    now: number,
  ) {
    this.helloPayload = writeHello(hello);
    this.envelope.originHi = id.hi;
    this.envelope.originLo = id.lo;
    this.lastTick = now;
    this.nextHello = now + helloInterval;
  }

  /** Does what is due: hellos, echo questions, and noticing who is silent. */
  tick(now: number): void {
    if (now - this.lastTick > sleepLimit) {
      for (const link of this.links.open) link.echo.forgive();
    }
    this.lastTick = now;
    this.forgetTheSilent(now);
    for (const link of this.links.open) this.tendEcho(link, now);
    this.sendWantedHello(now);
    if (now < this.nextHello) return;
    this.nextHello = now + helloInterval;
    this.floodHello();
  }

  /** Sends one hello on all links: the same message on each, so that the paths they are part of count as equal. */
  floodHello(): void {
    const message = this.newMessage(MessageKind.hello, this.helloPayload.length, this.hello.role === "relay" ? maxHopLimit : 0);
    new Uint8Array(message, envelopeSize).set(this.helloPayload);
    for (const link of this.links.open) link.output.sendControl(message);
  }

  /** Answers a new relay with a hello, if this is one, so that who joins late learns of all at once. At most every 100 ms. */
  wantHelloFlood(role: Role, now: number): void {
    if (this.hello.role !== "relay" || role !== "relay") return;
    this.helloWanted = true;
    this.sendWantedHello(now);
  }

  /** Tells all links but one that this node no longer reaches these origins. */
  sayLost(origins: readonly Pick<OriginEntry, "hi" | "lo">[], except: LinkEntry | null): void {
    if (origins.length === 0) return;
    for (const link of this.links.open) {
      if (link !== except) this.sayLostOn(link, origins);
    }
  }

  sayLostOn(link: LinkEntry, origins: readonly Id[]): void {
    const message = this.newMessage(MessageKind.lost, 8 * origins.length);
    const payload = new DataView(message, envelopeSize);
    origins.forEach(({ hi, lo }, i) => {
      payload.setUint32(8 * i, hi);
      payload.setUint32(8 * i + 4, lo);
    });
    link.output.sendControl(message);
  }

  /** Asks for an echo. */
  ask(link: LinkEntry, now: number): void {
    const message = this.newMessage(MessageKind.echo, echoLength);
    link.echo.ask(now, echoPayload(message));
    link.output.sendControl(message);
  }

  /** Answers an echo question. */
  answer(link: LinkEntry, question: DataView): void {
    const message = this.newMessage(MessageKind.echoAnswer, echoLength);
    const payload = echoPayload(message);
    payload.setUint32(0, question.getUint32(0));
    payload.setUint32(4, question.getUint32(4));
    link.output.sendControl(message);
  }

  hearAnswer(link: LinkEntry, payload: DataView, now: number): void {
    if (!link.echo.answer(payload, now) || !link.stalled) return;
    this.links.revive(link);
    // Those that were told "lost" learn from this that the way is open again.
    this.floodHello();
  }

  /** The next message of this node, with a payload that is still empty. */
  newMessage(kind: number, payloadLength: number, hopLimit = 0, target: Id = { hi: 0, lo: 0 }, flow = 0): ArrayBuffer {
    const message = new ArrayBuffer(envelopeSize + payloadLength);
    const envelope = this.envelope;
    envelope.kind = kind;
    envelope.hopLimit = hopLimit;
    envelope.flow = flow;
    envelope.targetHi = target.hi;
    envelope.targetLo = target.lo;
    envelope.sequence++;
    envelope.write(new DataView(message));
    return message;
  }

  private sendWantedHello(now: number): void {
    if (!this.helloWanted || now - this.lastWantedHello < leastHelloInterval) return;
    this.helloWanted = false;
    this.lastWantedHello = now;
    this.floodHello();
  }

  private tendEcho(link: LinkEntry, now: number): void {
    if (!link.stalled && link.echo.isOverdue(now)) this.stall(link);
    if (link.echo.isDue(now)) this.ask(link, now);
  }

  private stall(link: LinkEntry): void {
    const emptied: OriginEntry[] = [];
    for (const origin of this.origins) {
      if (this.links.usable(origin.links) === link.bit) emptied.push(origin);
    }
    this.links.stall(link);
    this.sayLost(emptied, link);
  }

  private forgetTheSilent(now: number): void {
    const emptied: OriginEntry[] = [];
    for (const origin of this.origins) {
      if (origin.hello !== null && now - origin.lastHello >= silence && origin.leave()) emptied.push(origin);
    }
    this.sayLost(emptied, null);
  }
}
