import type { LinkReport, WireReport } from "../worker/report.ts";
import { formatBytes, formatRate, formatRoundTrip } from "./amounts.ts";
import { byId, icon, make, setText } from "./elements.ts";
import type { View } from "./monitor.ts";
import { findTrouble, type Trouble } from "./keys.ts";
import type { Guard } from "./part.ts";
import { describeState, findLinkTone, sealedWord, secrecyWords } from "./words.ts";

/** What the user can do with a link. */
export interface LinkActions {
  readonly remove: (key: string) => void;
  readonly pause: (key: string) => void;
  readonly resume: (key: string) => void;
}

/** The list of links. Rows are kept and changed in place, so that a button keeps its focus. */
export class LinkList implements View {
  private readonly list = byId("links", HTMLUListElement);
  private readonly rows = new Map<string, Row>();

  /** `advise` says what the browser may have against a link, null if nothing. */
  constructor(
    private readonly actions: LinkActions,
    private readonly advise: (link: LinkReport) => string | null,
    private readonly guard: Guard,
  ) {}

  show({ links }: WireReport): void {
    const keys = new Set(links.map(({ key }) => key));
    for (const [key, row] of this.rows) {
      if (keys.has(key)) continue;
      row.element.remove();
      this.rows.delete(key);
    }
    const trouble = findTrouble(links);
    for (const link of links) {
      let row = this.rows.get(link.key);
      if (row === undefined) {
        row = new Row(link.key, this.actions, this.guard);
        this.rows.set(link.key, row);
        this.list.append(row.element);
      }
      row.show(link, trouble.get(link.key) ?? null, this.advise(link));
    }
  }
}

class Row {
  readonly element = make("li");
  private readonly name = make("h3");
  private readonly state = make("span", "state");
  private readonly secrecy = make("span", "secrecy");
  private readonly address: HTMLElement;
  private readonly error = make("p", "error");
  private readonly advice = make("p", "error");
  private readonly trouble = make("p", "trouble");
  private readonly numbers = make("dl", "numbers");
  private readonly received: Amount;
  private readonly sent: Amount;
  private readonly roundTrip: Amount;
  private readonly pause = make("button", "pause");
  private readonly remove = make("button", "remove", "Remove");
  private paused = false;

  constructor(
    private readonly key: string,
    actions: LinkActions,
    guard: Guard,
  ) {
    this.address = make("span", "", key);
    this.pause.type = this.remove.type = "button";
    this.remove.setAttribute("aria-label", `Remove ${key}`);
    this.remove.addEventListener(
      "click",
      guard(() => actions.remove(key)),
    );
    this.pause.addEventListener(
      "click",
      guard(() => (this.paused ? actions.resume : actions.pause)(key)),
    );
    const heading = make("div", "heading");
    heading.append(this.name, this.state);
    const place = make("p", "place");
    place.append(this.address, this.secrecy);
    this.received = addAmount(this.numbers, "From it");
    this.sent = addAmount(this.numbers, "To it");
    this.roundTrip = addAmount(this.numbers, "Round trip");
    const buttons = make("div", "actions");
    buttons.append(this.pause, this.remove);
    this.element.dataset["relay"] = key;
    this.element.append(heading, place, this.error, this.advice, this.trouble, this.numbers, buttons);
  }

  show(
    { state, problem, relayName, sealed, rates, totals, roundTrip, lastError }: LinkReport,
    trouble: Trouble | null,
    advice: string | null,
  ): void {
    const { dataset } = this.element;
    dataset["state"] = state;
    dataset["tone"] = findLinkTone(state, problem, trouble);
    dataset["sealed"] = sealed === null ? "unknown" : String(sealed);
    setData(dataset, "problem", problem);
    setData(dataset, "keyTrouble", trouble?.kind ?? null);
    const named = relayName !== null && relayName !== "";
    setText(this.name, named ? relayName : this.key);
    this.address.hidden = !named;
    this.numbers.hidden = state !== "open" && state !== "stalled" && totals.bytesIn === 0;
    setText(this.state, trouble === null || sealed === null ? describeState(state, problem) : secrecyWords(sealed, trouble));
    this.showSecrecy(sealed);
    show(this.error, lastError);
    show(this.advice, advice);
    show(this.trouble, trouble?.words ?? null);
    this.received.show(formatRate(rates.bytesIn), formatBytes(totals.bytesIn));
    this.sent.show(formatRate(rates.bytesOut), formatBytes(totals.bytesOut));
    this.roundTrip.show(state === "open" ? formatRoundTrip(roundTrip) : "–", "");
    this.paused = state === "paused";
    setText(this.pause, this.paused ? "Resume" : "Pause");
    const label = `${this.paused ? "Resume" : "Pause"} ${this.key}`;
    if (this.pause.getAttribute("aria-label") !== label) this.pause.setAttribute("aria-label", label);
  }

  private showSecrecy(sealed: boolean | null): void {
    const text = sealed === null ? "" : sealedWord(sealed);
    if (this.secrecy.textContent === text) return;
    this.secrecy.replaceChildren(...(sealed === null ? [] : [icon(sealed ? "sealed" : "plain"), text]));
  }
}

/** A number with its unit, and one below it for the whole time. */
interface Amount {
  show(now: string, total: string): void;
}

function addAmount(list: HTMLElement, term: string): Amount {
  const group = make("div");
  const value = make("dd");
  const total = make("dd", "total");
  group.append(make("dt", "", term), value, total);
  list.append(group);
  return {
    show(now, all) {
      setText(value, now);
      setText(total, all);
    },
  };
}

function show(paragraph: HTMLElement, text: string | null): void {
  setText(paragraph, text ?? "");
  paragraph.hidden = text === null;
}

function setData(dataset: DOMStringMap, name: string, value: string | null): void {
  if (value === null) delete dataset[name];
  else dataset[name] = value;
}
