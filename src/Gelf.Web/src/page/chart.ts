import uPlot from "uplot";
import type { WireReport } from "../worker/report.ts";
import { formatRate } from "./amounts.ts";
import { byId, make, setText } from "./elements.ts";
import type { History } from "./history.ts";
import type { View } from "./monitor.ts";
import { label } from "./names.ts";
import type { Guard } from "./part.ts";

const height = 150;
const span = 300;
const colours = 6;
/** In the chart, colours may look alike: every second line is dashed. */
const dashes: readonly number[][] = [[], [6, 4]];

/** The chart of the last minutes, and which line is whose. */
export class Chart implements View {
  private readonly place = byId("chart", HTMLElement);
  private readonly legend = byId("legend", HTMLUListElement);
  private readonly dark = matchMedia("(prefers-color-scheme: dark)");
  private plot: uPlot | null = null;
  private drawn = "";
  private drawnAt = -Infinity;
  private keys: readonly string[] = [];
  private readonly values = new Map<string, HTMLElement>();

  constructor(
    private readonly history: History,
    guard: Guard,
  ) {
    new ResizeObserver(guard(() => this.plot?.setSize({ width: this.place.clientWidth, height }))).observe(this.place);
    this.dark.addEventListener(
      "change",
      guard(() => this.start(this.keys)),
    );
  }

  show({ links: all }: WireReport): void {
    const links = all.filter(({ state, totals }) => state === "open" || totals.bytesIn > 0);
    const names = links.map((link) => label(link, links));
    const state = JSON.stringify([names, links.map(({ key }) => key)]);
    if (state !== this.drawn) {
      this.drawn = state;
      this.keys = links.map(({ key }) => key);
      this.values.clear();
      this.legend.replaceChildren(...links.map(({ key }, i) => this.makeEntry(key, names[i]!, i)));
      this.start(this.keys);
    }
    for (const { key, rates } of links) setText(this.values.get(key)!, formatRate(rates.bytesIn));
    if (this.history.sampledAt === this.drawnAt) return;
    this.drawnAt = this.history.sampledAt;
    this.plot?.setData(this.data());
  }

  private makeEntry(key: string, name: string, i: number): HTMLElement {
    const entry = make("li");
    const sample = make("span", `sample colour${i % colours}`);
    if (i % 2 === 1) sample.classList.add("dashed");
    const value = make("span", "value");
    this.values.set(key, value);
    entry.append(sample, make("span", "name", name), value);
    return entry;
  }

  private data(): uPlot.AlignedData {
    const { times, rates } = this.history.lines(this.keys);
    return [times as number[], ...this.keys.map((key) => rates.get(key) as (number | null)[])];
  }

  private start(keys: readonly string[]): void {
    this.plot?.destroy();
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const axis = { stroke: colour("--quiet"), font: "12px system-ui, sans-serif", ticks: { show: false } };
    this.plot = new uPlot(
      {
        width: this.place.clientWidth,
        height,
        legend: { show: false },
        cursor: { show: false },
        padding: [8, 18, 0, 0],
        scales: {
          x: { time: false, range: (_, __, max) => [max - span, max] },
          y: { range: (_, __, max) => [0, Math.max(1000, max * 1.1)] },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            size: 24,
            space: 60,
            values: (plot, splits) => splits.map((time) => sayAge(plot.scales["x"]!.max! - time)),
            splits: (plot) => (plot.width < 420 ? fewAges : ages).map((age) => plot.scales["x"]!.max! - age),
          },
          {
            ...axis,
            grid: { stroke: colour("--edge"), width: 1 },
            size: 76,
            space: 36,
            values: (_, splits) => splits.map((bits) => formatRate(bits / 8)),
          },
        ],
        series: [
          {},
          ...keys.map((_, i) => ({ stroke: colour(`--line${i % colours}`), width: 2, dash: dashes[i % 2]!, points: { show: false } })),
        ],
      },
      this.data(),
      this.place,
    );
  }
}

const ages: readonly number[] = [300, 240, 180, 120, 60, 0];
const fewAges: readonly number[] = [240, 120, 0];

function sayAge(seconds: number): string {
  return seconds < 1 ? "now" : `${Math.round(seconds / 60)} min`;
}
