import { envelopeSize } from "../protocol/envelope.ts";

const idleInterval = 1000;
const busyInterval = 250;
const leastPatience = 1000;
const kept = 64; // 16 s of them at least, after which a silent link is dead

/** What a question has in its 8 bytes, and when it was asked. */
interface Question {
  readonly hi: number;
  readonly lo: number;
  readonly askedAt: number;
}

/**
 * The questions asked on one link, and what their answers tell: its round trip, and whether it is alive. Times in ms. Their numbers are
 * random: an answer proves that the other end has taken the question.
 */
export class EchoClock {
  /** Smoothed; NaN until the first answer. */
  roundTrip = NaN;
  /** The latest ones without an answer, the oldest first. */
  private open: Question[] = [];
  /** When the oldest was asked that has no answer, be it kept or not. */
  private waitingSince = Infinity;
  private lastAsked = -Infinity;
  private busy = false;
  private readonly drawn = new Uint32Array(2);

  /** Frames flow: the next question comes sooner. */
  markBusy(): void {
    this.busy = true;
  }

  isDue(now: number): boolean {
    return now - this.lastAsked >= (this.busy ? busyInterval : idleInterval);
  }

  ask(now: number, payload: DataView): void {
    crypto.getRandomValues(this.drawn);
    const question = { hi: this.drawn[0]!, lo: this.drawn[1]!, askedAt: now };
    payload.setUint32(0, question.hi);
    payload.setUint32(4, question.lo);
    if (this.open.length === kept) this.open.shift();
    this.open.push(question);
    this.waitingSince = Math.min(this.waitingSince, now);
    this.lastAsked = now;
    this.busy = false;
  }

  /** Takes an answer; false if it answers no question that is open. It settles the older questions, too: a link keeps the order. */
  answer(payload: DataView, now: number): boolean {
    const hi = payload.getUint32(0);
    const lo = payload.getUint32(4);
    const at = this.open.findIndex((question) => question.hi === hi && question.lo === lo);
    if (at < 0) return false;
    const roundTrip = now - this.open[at]!.askedAt;
    this.roundTrip = Number.isNaN(this.roundTrip) ? roundTrip : this.roundTrip + (roundTrip - this.roundTrip) / 8;
    this.open.splice(0, at + 1);
    this.waitingSince = this.open[0]?.askedAt ?? Infinity;
    return true;
  }

  isOverdue(now: number): boolean {
    const patience = Math.max(leastPatience, Number.isNaN(this.roundTrip) ? 0 : 4 * this.roundTrip);
    return now - this.waitingSince >= patience;
  }

  /** After sleep no question says anything: its answer may have come long ago and wait to be read. */
  forgive(): void {
    this.open = [];
    this.waitingSince = Infinity;
    this.lastAsked = -Infinity;
  }
}

/** Echo questions and answers carry 8 bytes. */
export const echoLength = 8;

export function echoPayload(message: ArrayBuffer): DataView {
  return new DataView(message, envelopeSize, echoLength);
}
