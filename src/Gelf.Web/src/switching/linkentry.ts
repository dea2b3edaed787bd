import { EchoClock } from "./echoclock.ts";
import type { LinkSet } from "./linkset.ts";
import type { OriginEntry } from "./originentry.ts";
import type { SwitchOutput } from "./switchoutput.ts";

/** One link as the switch sees it. */
export class LinkEntry {
  /** The set of this link alone. */
  readonly bit: LinkSet;
  readonly echo = new EchoClock();
  stalled = false;
  /** When a lost message last answered a message that had no route. */
  lastNoRoute = -Infinity;
  /** The node at the other end, known once its hello came that nobody had forwarded. */
  farEnd: OriginEntry | null = null;

  constructor(
    readonly slot: number,
    readonly output: SwitchOutput,
  ) {
    this.bit = 1 << slot;
  }
}
