import type { Amounts } from "./report.ts";

const leastPeriod = 250;
const nothing: Amounts = { bytesIn: 0, bytesOut: 0, messagesIn: 0, messagesOut: 0 };

/** Counts what a link carries. */
export class Meter {
  bytesIn = 0;
  bytesOut = 0;
  messagesIn = 0;
  messagesOut = 0;
  private before = nothing;
  private latest = nothing;

  constructor(private measuredAt: number) {}

  totals(): Amounts {
    const { bytesIn, bytesOut, messagesIn, messagesOut } = this;
    return { bytesIn, bytesOut, messagesIn, messagesOut };
  }

  /** Per second, over the time since they were last measured; not measured anew after less than 250 ms. */
  rates(now: number): Amounts {
    if (now - this.measuredAt < leastPeriod) return this.latest;
    const { before } = this;
    const totals = this.totals();
    const seconds = (now - this.measuredAt) / 1000;
    this.latest = {
      bytesIn: (totals.bytesIn - before.bytesIn) / seconds,
      bytesOut: (totals.bytesOut - before.bytesOut) / seconds,
      messagesIn: (totals.messagesIn - before.messagesIn) / seconds,
      messagesOut: (totals.messagesOut - before.messagesOut) / seconds,
    };
    this.before = totals;
    this.measuredAt = now;
    return this.latest;
  }
}
