import type { WireReport } from "../worker/report.ts";
import type { Part } from "./part.ts";

/** What shows a report of the wire, or keeps something of it. */
export interface View {
  show(report: WireReport): void;
}

/** Hands the wire's reports to the parts of the page. While nobody looks, only those get them that keep something; nothing is drawn. */
export class Monitor {
  constructor(
    private readonly keepers: readonly Part<View>[],
    private readonly views: readonly Part<View>[],
  ) {}

  show(report: WireReport): void {
    const parts = document.visibilityState === "hidden" ? this.keepers : [...this.keepers, ...this.views];
    for (const part of parts) part.use((view) => view.show(report));
  }
}
