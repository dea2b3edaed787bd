import { Envelope, envelopeLength, Kind, maxHops } from "../protocol/envelope.ts";
import { writeHello, type Hello } from "../protocol/hello.ts";
import type { Id } from "../protocol/id.ts";
import { echoLength, echoPayload } from "./echo.ts";
import type { Link } from "./link.ts";
import type { Origin } from "./origin.ts";

/** What a node says in its own name: one id, one counter of sequences. */
export class Voice {
  private readonly envelope = new Envelope();
  private readonly helloPayload: Uint8Array;

  constructor(id: Id, private readonly hello: Hello) {
    this.helloPayload = writeHello(hello);
    this.envelope.originHi = id.hi;
    this.envelope.originLo = id.lo;
  }

  /** One hello: the same envelope on each of these links, so that the paths they are part of count as equal. */
  greet(links: readonly Link[]): void {
    const message = this.message(Kind.hello, this.helloPayload.length, this.hello.role === "relay" ? maxHops : 0);
    new Uint8Array(message, envelopeLength).set(this.helloPayload);
    for (const link of links) link.outlet.say(message);
  }

  ask(link: Link, now: number): void {
    const message = this.message(Kind.echo, echoLength);
    link.echo.ask(now, echoPayload(message));
    link.outlet.say(message);
  }

  answer(link: Link, question: DataView): void {
    const message = this.message(Kind.echoAnswer, echoLength);
    const payload = echoPayload(message);
    payload.setUint32(0, question.getUint32(0));
    payload.setUint32(4, question.getUint32(4));
    link.outlet.say(message);
  }

  /** Tells each of these links that this node no longer reaches these origins. */
  sayLost(origins: readonly Pick<Origin, "hi" | "lo">[], links: readonly Link[], except: Link | null): void {
    if (origins.length === 0) return;
    for (const link of links) {
      if (link !== except) this.sayLostOn(link, origins);
    }
  }

  sayLostOn(link: Link, origins: readonly Id[]): void {
    const message = this.message(Kind.lost, 8 * origins.length);
    const payload = new DataView(message, envelopeLength);
    origins.forEach(({ hi, lo }, i) => {
      payload.setUint32(8 * i, hi);
      payload.setUint32(8 * i + 4, lo);
    });
    link.outlet.say(message);
  }

  /** The next envelope of this node, in front of a payload that is still empty. */
  message(kind: number, payloadLength: number, hops = 0, target: Id = { hi: 0, lo: 0 }, flow = 0): ArrayBuffer {
    const message = new ArrayBuffer(envelopeLength + payloadLength);
    const envelope = this.envelope;
    envelope.kind = kind;
    envelope.hops = hops;
    envelope.flow = flow;
    envelope.targetHi = target.hi;
    envelope.targetLo = target.lo;
    envelope.sequence++;
    envelope.write(new DataView(message));
    return message;
  }
}
