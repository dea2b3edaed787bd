import { envelopeSize } from "../protocol/envelope.ts";

const idleInterval = 1000;
const busyInterval = 250;
const leastPatience = 1000;
const kept = 64;

/** The questions asked on one link, and what their answers tell: its round trip, and whether it is alive. Times in ms. */
export class EchoClock {
  /** Smoothed; NaN until the first answer. */
  roundTrip = NaN;
  private readonly askedAt = new Float64Array(kept);
  private oldest = 0;
  private next = 0;
  private lastAsked = -Infinity;
  private busy = false;

  /** `mark` tells this link's questions from another's. */
  constructor(private readonly mark: number) {}

  /** Frames flow: the next question comes sooner. */
  markBusy(): void {
    this.busy = true;
  }

  isDue(now: number): boolean {
    return now - this.lastAsked >= (this.busy ? busyInterval : idleInterval);
  }

  ask(now: number, payload: DataView): void {
    if (this.next - this.oldest === kept) this.oldest++;
    this.askedAt[this.next % kept] = now;
    payload.setUint32(0, this.mark);
    payload.setUint32(4, this.next++);
    this.lastAsked = now;
    this.busy = false;
  }

  /** Takes an answer; false if it answers no question that is open. It settles the older questions, too: a link keeps the order. */
  answer(payload: DataView, now: number): boolean {
    const question = payload.getUint32(4);
    if (payload.getUint32(0) !== this.mark || question < this.oldest || question >= this.next) return false;
    const roundTrip = now - this.askedAt[question % kept]!;
    this.roundTrip = Number.isNaN(this.roundTrip) ? roundTrip : this.roundTrip + (roundTrip - this.roundTrip) / 8;
    this.oldest = question + 1;
    return true;
  }

  isOverdue(now: number): boolean {
    if (this.oldest === this.next) return false;
    const patience = Math.max(leastPatience, Number.isNaN(this.roundTrip) ? 0 : 4 * this.roundTrip);
    return now - this.askedAt[this.oldest % kept]! >= patience;
  }

  /** After sleep no question says anything: its answer may have come long ago and wait to be read. */
  forgive(): void {
    this.oldest = this.next;
    this.lastAsked = -Infinity;
  }
}

/** Echo questions and answers carry 8 bytes. */
export const echoLength = 8;

export function echoPayload(message: ArrayBuffer): DataView {
  return new DataView(message, envelopeSize, echoLength);
}
