import type { LinkReport } from "../worker/report.ts";
import { formatBytes, formatCount, formatRate, formatRoundTrip } from "./amounts.ts";
import { make, setText } from "./elements.ts";
import { findTrouble, type Trouble } from "./keys.ts";
import { sealedWord, stateWords } from "./words.ts";

/** The list of links. Rows are kept and changed in place, so that a button keeps its focus. */
export class LinkList {
  private readonly rows = new Map<string, Row>();

  constructor(private readonly list: HTMLUListElement, private readonly remove: (key: string) => void) {}

  show(links: readonly LinkReport[]): void {
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
        row = new Row(link.key, this.remove);
        this.rows.set(link.key, row);
        this.list.append(row.element);
      }
      row.show(link, trouble.get(link.key) ?? null);
    }
  }
}

class Row {
  readonly element = make("li");
  private readonly name = make("h3");
  private readonly state = make("span", "state");
  private readonly error = make("p", "error");
  private readonly trouble = make("p", "trouble");
  private readonly received: HTMLElement;
  private readonly sent: HTMLElement;
  private readonly roundTrip: HTMLElement;

  constructor(key: string, remove: (key: string) => void) {
    const button = make("button", "remove", "Remove");
    button.type = "button";
    button.setAttribute("aria-label", `Remove ${key}`);
    button.addEventListener("click", () => remove(key));
    const heading = make("div", "heading");
    heading.append(this.name, this.state, button);
    const numbers = make("dl", "numbers");
    this.received = addNumber(numbers, "From the relay");
    this.sent = addNumber(numbers, "To the relay");
    this.roundTrip = addNumber(numbers, "Round trip");
    this.element.dataset["relay"] = key;
    this.element.append(heading, this.error, this.trouble, numbers);
  }

  show({ key, state, relayName, sealed, rates, totals, roundTrip, lastError }: LinkReport, trouble: Trouble | null): void {
    const { dataset } = this.element;
    dataset["state"] = state;
    dataset["sealed"] = sealed === null ? "unknown" : String(sealed);
    if (trouble === null) delete dataset["keyTrouble"];
    else dataset["keyTrouble"] = trouble.kind;
    setText(this.name, relayName === null || relayName === "" ? key : `${relayName} (${key})`);
    setText(this.state, sealed === null ? stateWords[state] : `${stateWords[state]}, ${sealedWord(sealed)}`);
    setText(this.error, lastError ?? "");
    this.error.hidden = lastError === null;
    setText(this.trouble, trouble?.words ?? "");
    this.trouble.hidden = trouble === null;
    setText(this.received, describe(rates.bytesIn, totals.bytesIn, totals.messagesIn));
    setText(this.sent, describe(rates.bytesOut, totals.bytesOut, totals.messagesOut));
    setText(this.roundTrip, formatRoundTrip(roundTrip));
  }
}

function addNumber(list: HTMLElement, term: string): HTMLElement {
  const group = make("div");
  const value = make("dd");
  group.append(make("dt", "", term), value);
  list.append(group);
  return value;
}

function describe(rate: number, bytes: number, messages: number): string {
  return `${formatRate(rate)}, ${formatBytes(bytes)} in ${formatCount(messages)} messages`;
}
