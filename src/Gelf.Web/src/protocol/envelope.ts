import type { Id } from "./id.ts";

export const envelopeLength = 32;
export const maxMessageLength = 1_048_576;
export const maxHops = 8;

export const Kind = {
  frames: 0x01,
  ack: 0x02,
  handshake: 0x03,
  hello: 0x10,
  bye: 0x11,
  lost: 0x12,
  probe: 0x20,
  probeAnswer: 0x21,
  echo: 0x22,
  echoAnswer: 0x23,
} as const;

const known = new Uint8Array(256);
for (const kind of Object.values(Kind)) known[kind] = 1;

const at = { kind: 0, flags: 1, hops: 2, epoch: 3, flow: 4, origin: 8, target: 16, sequence: 24 } as const;
const sealedFlag = 1;
const maxSequenceHi = 0x1fffff; // 2^53 - 1: what a number holds exactly

/** The first 32 bytes of a message, read into one object that is used again for the next message. */
export class Envelope {
  kind = 0;
  sealed = false;
  hops = 0;
  epoch = 0;
  flow = 0;
  originHi = 0;
  originLo = 0;
  targetHi = 0;
  targetLo = 0;
  sequence = 0;

  get forAll(): boolean {
    return this.targetHi === 0 && this.targetLo === 0;
  }

  isFrom(id: Id): boolean {
    return this.originLo === id.lo && this.originHi === id.hi;
  }

  isFor(id: Id): boolean {
    return this.targetLo === id.lo && this.targetHi === id.hi;
  }

  /** Reads the envelope of a message; false if the message is malformed. */
  read(message: DataView): boolean {
    const length = message.byteLength;
    if (length < envelopeLength || length > maxMessageLength) return false;
    this.kind = message.getUint8(at.kind);
    if (known[this.kind] === 0) return false;
    const flags = message.getUint8(at.flags);
    if ((flags & ~sealedFlag) !== 0) return false;
    this.sealed = flags !== 0;
    if (this.sealed && !mayBeSealed(this.kind)) return false;
    this.hops = message.getUint8(at.hops);
    if (this.hops > maxHops) return false;
    this.epoch = message.getUint8(at.epoch);
    this.flow = message.getUint32(at.flow);
    this.originHi = message.getUint32(at.origin);
    this.originLo = message.getUint32(at.origin + 4);
    if (this.originHi === 0 && this.originLo === 0) return false;
    this.targetHi = message.getUint32(at.target);
    this.targetLo = message.getUint32(at.target + 4);
    const sequenceHi = message.getUint32(at.sequence);
    if (sequenceHi > maxSequenceHi) return false;
    this.sequence = sequenceHi * 0x1_0000_0000 + message.getUint32(at.sequence + 4);
    return this.sequence > 0;
  }

  write(message: DataView): void {
    message.setUint8(at.kind, this.kind);
    message.setUint8(at.flags, this.sealed ? sealedFlag : 0);
    message.setUint8(at.hops, this.hops);
    message.setUint8(at.epoch, this.epoch);
    message.setUint32(at.flow, this.flow);
    message.setUint32(at.origin, this.originHi);
    message.setUint32(at.origin + 4, this.originLo);
    message.setUint32(at.target, this.targetHi);
    message.setUint32(at.target + 4, this.targetLo);
    message.setUint32(at.sequence, Math.floor(this.sequence / 0x1_0000_0000));
    message.setUint32(at.sequence + 4, this.sequence >>> 0);
  }
}

/** The only byte of a message that forwarding changes. */
export function rewriteHops(message: DataView, hops: number): void {
  message.setUint8(at.hops, hops);
}

/** What a relay says to relays with its key; the rest is for all that carry, and is never sealed. */
function mayBeSealed(kind: number): boolean {
  return kind === Kind.frames || kind === Kind.ack || kind === Kind.probe || kind === Kind.probeAnswer;
}
