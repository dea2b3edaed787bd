import uPlot from "uplot";
import type { LinkReport } from "../worker/report.ts";
import { formatRate } from "./amounts.ts";
import { make, setText } from "./elements.ts";
import type { History } from "./history.ts";
import { label } from "./names.ts";

const height = 150;
const span = 300;
const colours = 6;
/** In the chart, colours may look alike: every second line is dashed. */
const dashes: readonly number[][] = [[], [6, 4]];

/** The chart of the last minutes, and which line is whose. */
export class Chart {
  private readonly dark = matchMedia("(prefers-color-scheme: dark)");
  private plot: uPlot | null = null;
  private drawn = "";
  private keys: readonly string[] = [];
  private readonly values = new Map<string, HTMLElement>();

  constructor(private readonly place: HTMLElement, private readonly legend: HTMLUListElement, private readonly history: History) {
    new ResizeObserver(() => this.plot?.setSize({ width: place.clientWidth, height })).observe(place);
    this.dark.addEventListener("change", () => this.start(this.keys));
  }

  /** What the legend says; the lines follow with `draw`. */
  show(links: readonly LinkReport[]): void {
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
  }

  draw(): void {
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
    this.plot = new uPlot({
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
        { ...axis, grid: { show: false }, size: 24, space: 60, values: (plot, splits) => splits.map((time) => sayAge(plot.scales["x"]!.max! - time)), splits: (plot) => (plot.width < 420 ? fewAges : ages).map((age) => plot.scales["x"]!.max! - age) },
        { ...axis, grid: { stroke: colour("--edge"), width: 1 }, size: 76, space: 36, values: (_, splits) => splits.map((bits) => formatRate(bits / 8)) },
      ],
      series: [{}, ...keys.map((_, i) => ({ stroke: colour(`--line${i % colours}`), width: 2, dash: dashes[i % 2]!, points: { show: false } }))],
    }, this.data(), this.place);
  }
}

const ages: readonly number[] = [300, 240, 180, 120, 60, 0];
const fewAges: readonly number[] = [240, 120, 0];

function sayAge(seconds: number): string {
  return seconds < 1 ? "now" : `${Math.round(seconds / 60)} min`;
}
