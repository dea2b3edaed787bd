import type { WireReport } from "../worker/report.ts";
import { linkToPage } from "./addform.ts";
import type { Advice } from "./advice.ts";
import { byId, make } from "./elements.ts";

/** Names the page from which this browser may reach more, while some link has something in its way. */
export class BetterPage {
  private readonly place = byId("better", HTMLElement);
  private shown: string | null = null;

  constructor(private readonly advice: Advice) {}

  show({ links }: WireReport): void {
    const instead = this.advice.findBetter(links);
    if (instead === this.shown) return;
    this.shown = instead;
    this.place.hidden = instead === null;
    this.place.replaceChildren(
      ...(instead === null
        ? []
        : [make("span", "", "From another relay's page this browser may reach them all. It joins the same relays:"), linkToPage(instead)]),
    );
  }
}
