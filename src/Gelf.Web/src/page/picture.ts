import type { LinkReport, WireReport } from "../worker/report.ts";
import { formatRate } from "./amounts.ts";
import { byId, icon, make, makeSvg, setText } from "./elements.ts";
import { findTrouble, type Trouble } from "./keys.ts";
import type { View } from "./monitor.ts";
import type { Guard } from "./part.ts";
import { describeState, findLinkTone, secrecyWords, summarize } from "./words.ts";

const gap = 7;

/** The segment as a picture: this device in the middle, the relays to its left and right, and the links as lines. */
export class Picture implements View {
  private readonly figure = byId("picture", HTMLElement);
  private readonly lines = makeSvg("svg", { class: "lines", "aria-hidden": "true" });
  private readonly sides = [make("div", "side"), make("div", "side")] as const;
  private readonly device = make("div", "device");
  private readonly flow = make("span", "flow");
  private readonly nodes = new Map<string, Node>();
  private readonly places: readonly HTMLElement[];

  /** `add` is for when the user wants to add a relay where one is missing. */
  constructor(add: () => void, guard: Guard) {
    this.places = [makePlace("Add a relay", guard(add)), makePlace("Add another", guard(add))];
    this.device.setAttribute("aria-hidden", "true");
    this.device.append(icon("phone"), make("strong", "", "This tab"), this.flow);
    this.figure.append(this.lines, this.sides[0], this.device, this.sides[1]);
    // Names that arrive, a screen that turns: whatever moves a node moves its line.
    new ResizeObserver(guard(() => this.draw())).observe(this.figure);
  }

  show(report: WireReport): void {
    const { links } = report;
    const rate = links.reduce((sum, { rates }) => sum + rates.bytesIn, 0);
    const keys = links.map(({ key }) => key);
    const changed = keys.length !== this.nodes.size || keys.some((key) => !this.nodes.has(key));
    for (const [key, node] of this.nodes) {
      if (keys.includes(key)) continue;
      node.remove();
      this.nodes.delete(key);
    }
    const trouble = findTrouble(links);
    links.forEach((link, i) => {
      let node = this.nodes.get(link.key);
      if (node === undefined) {
        node = new Node();
        this.nodes.set(link.key, node);
        this.lines.append(node.line);
      }
      if (changed) this.sides[i % 2]!.append(node.element);
      node.show(link, trouble.get(link.key) ?? null);
    });
    this.figure.dataset["rows"] = String(Math.max(1, Math.ceil(links.length / 2)));
    this.showPlaces(links.length);
    setText(this.flow, links.length === 0 ? "" : formatRate(rate));
    const label = `The segment: ${summarize(report)}`;
    if (this.figure.getAttribute("aria-label") !== label) this.figure.setAttribute("aria-label", label);
    this.draw();
  }

  /** Where relays are still missing: two make a segment. */
  private showPlaces(count: number): void {
    this.places.forEach((place, i) => {
      if (count > i) place.remove();
      else if (!place.isConnected) this.sides[i]!.append(place);
    });
  }

  private draw(): void {
    const frame = this.figure.getBoundingClientRect();
    const middle = this.device.firstElementChild!.getBoundingClientRect();
    const x = middle.left + middle.width / 2 - frame.left;
    const y = middle.top + middle.height / 2 - frame.top;
    for (const node of this.nodes.values()) {
      const box = node.symbol.getBoundingClientRect();
      const left = box.left < middle.left;
      const fromX = (left ? box.right + gap : box.left - gap) - frame.left;
      const fromY = box.top + box.height / 2 - frame.top;
      const toX = left ? x - middle.width / 2 - gap : x + middle.width / 2 + gap;
      const bend = fromX + 0.7 * (toX - fromX); // leaves and arrives level, and so crosses no name
      node.line.setAttribute("d", `M${fromX} ${fromY}C${bend} ${fromY} ${bend} ${y} ${toX} ${y}`);
    }
  }
}

class Node {
  readonly element = make("div", "node");
  readonly line = makeSvg("path");
  readonly symbol = icon("relay");
  private readonly name = make("strong");
  private readonly address = make("span", "address");
  private readonly state = make("span", "state");
  private readonly secrecy = make("span", "secrecy");
  private shown = "";

  constructor() {
    this.element.setAttribute("aria-hidden", "true"); // the list of links says the same
    this.element.append(this.symbol, this.name, this.address, this.state, this.secrecy);
  }

  show({ key, relayName, state, problem, sealed, rates }: LinkReport, trouble: Trouble | null): void {
    const tone = findLinkTone(state, problem, trouble);
    this.element.classList.toggle("troubled", trouble !== null);
    this.element.dataset["tone"] = this.line.dataset["tone"] = tone;
    // From 2 to 8 px: each pixel more is some six times the rate.
    const bits = 8 * (rates.bytesIn + rates.bytesOut);
    this.line.style.strokeWidth = String(tone === "good" ? Math.min(8, 2 + Math.max(0, Math.log10(bits / 10_000))) : 2);
    this.showAddress(relayName ?? "", key);
    setText(this.state, describeState(state, problem));
    setText(this.secrecy, sealed === null ? "" : secrecyWords(sealed, trouble));
  }

  /** A long address breaks in front of its port. */
  private showAddress(name: string, key: string): void {
    const shown = `${name} ${key}`;
    if (this.shown === shown) return;
    this.shown = shown;
    const port = key.lastIndexOf(":");
    const address = [key.slice(0, port), make("wbr"), key.slice(port)];
    this.name.replaceChildren(...(name === "" ? address : [name]));
    this.address.replaceChildren(...(name === "" ? [] : address));
  }

  remove(): void {
    this.element.remove();
    this.line.remove();
  }
}

function makePlace(text: string, add: () => void): HTMLElement {
  const place = make("button", "node vacant");
  place.type = "button";
  place.append(icon("idle"), make("strong", "", text));
  place.addEventListener("click", add);
  return place;
}
