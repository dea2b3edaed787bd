import { ReplayWindow } from "./replaywindow.ts";

/** How long a number counts as seen at most, in ms. With a hello every 5 s, a node that was shut out is known again within 15 s. */
export const memory = 10_000;

/**
 * Which of an origin's latest sequence numbers came in the last seconds. Nothing proves to a tab who sent a message, so anybody can mark
 * the numbers of others, or move the window far ahead of them: so it forgets each mark after `memory` at the latest, and after half of
 * that at the earliest. Copies of a message come closer together.
 */
export class RecentWindow {
  private current = new ReplayWindow();
  private previous = new ReplayWindow();
  private turn = 0;

  /** Marks a sequence number. False: it was marked in the last seconds, or is far below one that was. Time in ms. */
  tryMark(sequence: number, now: number): boolean {
    this.turnTo(Math.floor(now / (memory / 2)));
    return !this.previous.isMarked(sequence) && this.current.tryMark(sequence);
  }

  private turnTo(turn: number): void {
    if (turn === this.turn) return;
    if (turn === this.turn + 1) [this.current, this.previous] = [this.previous, this.current];
    else this.previous.clear();
    this.current.clear();
    this.turn = turn;
  }
}
