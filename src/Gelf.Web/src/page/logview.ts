import { byId, make } from "./elements.ts";
import type { Event } from "./eventlog.ts";
import type { View } from "./monitor.ts";
import type { Guard } from "./part.ts";

/** The log, newest first; written only while somebody looks. */
export class LogView implements View {
  private readonly time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  private readonly details = byId("log-details", HTMLDetailsElement);
  private readonly list = byId("log", HTMLOListElement);
  private shown: Event | undefined;

  constructor(
    private readonly events: readonly Event[],
    guard: Guard,
  ) {
    this.details.addEventListener(
      "toggle",
      guard(() => this.show()),
    );
  }

  show(): void {
    const newest = this.events.at(-1);
    if (!this.details.open || this.shown === newest) return;
    this.shown = newest;
    this.list.replaceChildren(
      ...this.events
        .map(({ at, words }) => {
          const entry = make("li");
          const when = make("time", "", this.time.format(at));
          when.dateTime = at.toISOString();
          entry.append(when, make("span", "", words));
          return entry;
        })
        .reverse(),
    );
  }
}
