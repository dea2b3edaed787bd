import { Echo } from "./echo.ts";
import type { Origin } from "./origin.ts";

/** Where messages for a link go. */
export interface Outlet {
  /** What is passed on: may be dropped there when too much waits already. */
  forward(message: ArrayBuffer): void;
  /** What this node itself says. */
  say(message: ArrayBuffer): void;
}

/** One link as the switch sees it. */
export class Link {
  readonly bit: number;
  readonly echo: Echo;
  stalled = false;
  /** When a lost message last answered an envelope that had no route. */
  answeredLost = -Infinity;
  /** The node at the other end, known once its hello came with no hop used. */
  neighbor: Origin | null = null;

  constructor(readonly slot: number, readonly outlet: Outlet, mark: number) {
    this.bit = 1 << slot;
    this.echo = new Echo(mark);
  }
}
