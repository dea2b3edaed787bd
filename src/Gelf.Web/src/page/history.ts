import type { WireReport } from "../worker/report.ts";

/** What a chart draws: times in s, and for each relay the bits that it sent in each second. */
export interface Lines {
  readonly times: readonly number[];
  readonly rates: ReadonlyMap<string, readonly (number | null)[]>;
}

interface Sample {
  readonly time: number;
  readonly rates: ReadonlyMap<string, number>;
}

const leastPeriod = 950;
const kept = 300;

/** What passed in the last five minutes, second by second, and in all. */
export class History {
  bytes = 0;
  messages = 0;
  private readonly samples: Sample[] = [];
  private before: WireReport["links"] = [];
  private counted: WireReport["links"] = [];
  /** When the last sample was taken. */
  sampledAt = -Infinity;

  /** Takes a report at a time in ms; there is at most one sample a second. */
  add({ links }: WireReport, now: number): void {
    this.count(links);
    if (now - this.sampledAt < leastPeriod) return;
    const seconds = (now - this.sampledAt) / 1000;
    const rates = new Map(
      links.map(({ key, totals }) => {
        const before = this.before.find((link) => link.key === key);
        return [key, before === undefined ? 0 : (8 * grown(totals.bytesIn, before.totals.bytesIn)) / seconds];
      }),
    );
    if (this.sampledAt !== -Infinity) this.samples.push({ time: now / 1000, rates });
    if (this.samples.length > kept) this.samples.shift();
    this.before = links;
    this.sampledAt = now;
  }

  lines(keys: readonly string[]): Lines {
    return {
      times: this.samples.map(({ time }) => time),
      rates: new Map(keys.map((key) => [key, this.samples.map(({ rates }) => rates.get(key) ?? null)])),
    };
  }

  private count(links: WireReport["links"]): void {
    for (const { key, totals } of links) {
      const before = this.counted.find((link) => link.key === key)?.totals;
      this.bytes += grown(totals.bytesIn, before?.bytesIn ?? 0);
      this.messages += grown(totals.messagesIn, before?.messagesIn ?? 0);
    }
    this.counted = links;
  }
}

/** A link that was joined anew counts from 0 again. */
function grown(value: number, before: number): number {
  return value >= before ? value - before : value;
}
