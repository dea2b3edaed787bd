import type { WireReport } from "../worker/report.ts";
import type { Advice } from "./advice.ts";
import { Chart } from "./chart.ts";
import { byId } from "./elements.ts";
import { EventLog } from "./eventlog.ts";
import { History } from "./history.ts";
import type { LinkList } from "./linklist.ts";
import { LogView } from "./logview.ts";
import { Picture } from "./picture.ts";
import { Summary } from "./summary.ts";
import { summarize } from "./words.ts";

/** Shows the wire's reports. While nobody looks, it keeps what the chart and the log need, and draws nothing. */
export class Monitor {
  private readonly history = new History();
  private readonly log = new EventLog();
  private readonly summary = new Summary(this.history);
  private readonly picture = new Picture(byId("picture", HTMLElement), () => byId("joinlink", HTMLInputElement).focus());
  private readonly logView = new LogView(byId("log-details", HTMLDetailsElement), byId("log", HTMLOListElement), this.log.events);
  private readonly sections = [byId("links-section", HTMLElement), byId("traffic", HTMLElement)];
  private readonly handOver = byId("hand-over", HTMLButtonElement);
  private readonly chart = new Chart(byId("chart", HTMLElement), byId("legend", HTMLUListElement), this.history);
  private failed = false;

  constructor(private readonly links: LinkList, private readonly advice: Advice) {}

  show(report: WireReport): void {
    if (this.failed) return;
    const sampled = this.history.add(report, performance.now());
    this.log.follow(report, new Date());
    if (document.visibilityState === "hidden") return;
    const { links } = report;
    const rate = links.reduce((sum, { rates }) => sum + rates.bytesIn, 0);
    for (const section of this.sections) section.hidden = links.length === 0;
    this.handOver.disabled = links.length === 0;
    this.links.show(links, (link) => this.advice.of(link));
    this.advice.show(links);
    this.summary.show(report);
    this.picture.show(report, rate, summarize(report));
    this.chart.show(links.filter(({ state, totals }) => state === "open" || totals.bytesIn > 0));
    if (sampled) this.chart.draw();
    this.logView.show();
  }

  say(event: string): void {
    this.log.say(new Date(), event);
  }

  fail(problem: string): void {
    this.failed = true;
    this.summary.fail(`Something went wrong in the wire: ${problem}. Load the page again.`);
  }
}
