import type { Role } from "../protocol/hello.ts";
import type { Links } from "./links.ts";
import type { Voice } from "./voice.ts";

const interval = 5000;
const answerInterval = 100;

/** When this node sends its hello to all its links: every 5 s, and a relay also when it hears of a new relay. */
export class Greeting {
  private next: number;
  private answered = -Infinity;
  private owesAnswer = false;

  constructor(private readonly role: Role, private readonly links: Links, private readonly voice: Voice, now: number) {
    this.next = now + interval;
  }

  /** So that a relay that joins late learns of the others at once. At most every 100 ms. */
  heardNew(role: Role, now: number): void {
    if (this.role !== "relay" || role !== "relay") return;
    this.owesAnswer = true;
    this.answer(now);
  }

  tick(now: number): void {
    this.answer(now);
    if (now < this.next) return;
    this.next = now + interval;
    this.voice.greet(this.links.open);
  }

  private answer(now: number): void {
    if (!this.owesAnswer || now - this.answered < answerInterval) return;
    this.owesAnswer = false;
    this.answered = now;
    this.voice.greet(this.links.open);
  }
}
