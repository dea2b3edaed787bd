import { make } from "./elements.ts";
import type { Event } from "./eventlog.ts";

const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** The log, newest first; written only while somebody looks. */
export class LogView {
  private shown: Event | undefined;

  constructor(private readonly details: HTMLDetailsElement, private readonly list: HTMLOListElement, private readonly events: readonly Event[]) {
    details.addEventListener("toggle", () => this.show());
  }

  show(): void {
    const newest = this.events.at(-1);
    if (!this.details.open || this.shown === newest) return;
    this.shown = newest;
    this.list.replaceChildren(...this.events.map(({ at, words }) => {
      const entry = make("li");
      const when = make("time", "", time.format(at));
      when.dateTime = at.toISOString();
      entry.append(when, make("span", "", words));
      return entry;
    }).reverse());
  }
}
