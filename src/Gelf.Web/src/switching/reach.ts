import { envelopeLength, maxHops, type Envelope } from "../protocol/envelope.ts";
import type { Hello } from "../protocol/hello.ts";
import type { Link } from "./link.ts";
import type { Links } from "./links.ts";
import type { Origin } from "./origin.ts";
import { Origins } from "./origins.ts";
import type { Voice } from "./voice.ts";

const silenceLimit = 16_000;

/** Which origins are reached over which links, and telling the other links of every origin that no longer is. */
export class Reach {
  readonly origins = new Origins();

  constructor(private readonly links: Links, private readonly voice: Voice) {}

  /** True if the hello brought its origin (back) into reach. */
  hear(origin: Origin, hello: Hello, envelope: Envelope, from: Link, now: number): boolean {
    if (envelope.hops === maxHops) from.neighbor = origin;
    return origin.hear(hello, envelope.sequence, envelope.hops, from.bit, now);
  }

  bye(origin: Origin, sequence: number, from: Link): void {
    if (origin.leave(sequence)) this.voice.sayLost([origin], this.links.open, from);
  }

  /** A neighbor no longer reaches these origins: a run of ids behind the envelope. */
  lost(message: DataView, from: Link): void {
    const emptied: Origin[] = [];
    for (let at = envelopeLength; at < message.byteLength; at += 8) {
      const origin = this.origins.find(message.getUint32(at), message.getUint32(at + 4));
      if (origin?.lose(from.bit)) emptied.push(origin);
    }
    this.voice.sayLost(emptied, this.links.open, from);
  }

  /** The link is no longer among the open ones. */
  closed(link: Link): void {
    const emptied: Origin[] = [];
    for (const origin of this.origins) {
      if (origin.lose(link.bit)) emptied.push(origin);
    }
    this.voice.sayLost(emptied, this.links.open, null);
  }

  stalled(link: Link): void {
    const emptied: Origin[] = [];
    for (const origin of this.origins) {
      if (this.links.usable(origin.links) === link.bit) emptied.push(origin);
    }
    this.links.stall(link);
    this.voice.sayLost(emptied, this.links.open, link);
  }

  forgetSilent(now: number): void {
    const emptied: Origin[] = [];
    for (const origin of this.origins) {
      if (origin.hello !== null && now - origin.helloAt >= silenceLimit && origin.forget()) emptied.push(origin);
    }
    this.voice.sayLost(emptied, this.links.open, null);
  }
}
