import type { Id } from "./id.ts";
import { isKnown, mayBeLength, mayBeSealed, mayBeTagged } from "./messagekind.ts";

export const envelopeSize = 32;
/** The tag at the end of a sealed or tagged message. */
export const tagSize = 16;
export const maxMessage = 1_048_576;
export const maxHopLimit = 8;

const at = { kind: 0, flags: 1, hopLimit: 2, epoch: 3, flow: 4, origin: 8, target: 16, sequence: 24 } as const;
const sealedFlag = 1;
const taggedFlag = 2;
const maxSequenceHi = 0x1fffff; // 2^53 - 1: what a number holds exactly

/** The first 32 bytes of a message, read into one object that is used again for the next message. */
export class Envelope {
  kind = 0;
  sealed = false;
  /** Whether a tag of the segment's key is at the end, behind a payload that all can read. */
  tagged = false;
  /** How many more times it may be forwarded. */
  hopLimit = 0;
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

  /** Bytes of the tag that follows the payload. */
  get tagLength(): number {
    return this.sealed || this.tagged ? tagSize : 0;
  }

  /** Reads the envelope of a message, and checks the length of its payload; false if the message is malformed. */
  tryRead(message: DataView): boolean {
    const length = message.byteLength;
    if (length < envelopeSize || length > maxMessage) return false;
    this.kind = message.getUint8(at.kind);
    if (!isKnown(this.kind)) return false;
    const flags = message.getUint8(at.flags);
    if ((flags & ~(sealedFlag | taggedFlag)) !== 0) return false;
    this.sealed = (flags & sealedFlag) !== 0;
    if (this.sealed && !mayBeSealed(this.kind)) return false;
    this.tagged = (flags & taggedFlag) !== 0;
    if (this.tagged && !mayBeTagged(this.kind)) return false;
    if (!mayBeLength(this.kind, length - envelopeSize - this.tagLength)) return false;
    this.hopLimit = message.getUint8(at.hopLimit);
    if (this.hopLimit > maxHopLimit) return false;
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
    message.setUint8(at.flags, (this.sealed ? sealedFlag : 0) | (this.tagged ? taggedFlag : 0));
    message.setUint8(at.hopLimit, this.hopLimit);
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

/** Sets the only byte of a message that forwarding changes. */
export function setHopLimit(message: DataView, hopLimit: number): void {
  message.setUint8(at.hopLimit, hopLimit);
}
