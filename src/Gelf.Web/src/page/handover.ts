import { formatJoinLink, type JoinLink } from "../protocol/joinlink.ts";
import type { WireReport } from "../worker/report.ts";
import { byId, setText } from "./elements.ts";
import type { View } from "./monitor.ts";
import type { Guard } from "./part.ts";
import { drawQRCode } from "./qrcode.ts";
import { findSpace } from "./spaces.ts";

/** Shows the join link of everything that is joined here, so that another device can take over by scanning it. */
export class HandOver implements View {
  private readonly button = byId("hand-over", HTMLButtonElement);
  private readonly dialog = byId("hand-over-dialog", HTMLDialogElement);
  private readonly code = byId("qr", HTMLElement);
  private readonly words = byId("hand-over-words", HTMLElement);
  private readonly link = byId("hand-over-link", HTMLInputElement);
  private readonly copy = byId("hand-over-copy", HTMLButtonElement);

  /** `whole` gives the join link of all relays, null if there is none. */
  constructor(
    private readonly whole: () => JoinLink | null,
    guard: Guard,
  ) {
    this.button.addEventListener(
      "click",
      guard(() => this.open()),
    );
    byId("hand-over-close", HTMLButtonElement).addEventListener(
      "click",
      guard(() => this.dialog.close()),
    );
    this.copy.addEventListener(
      "click",
      guard(() => this.copyLink()),
    );
    this.dialog.addEventListener(
      "close",
      guard(() => {
        this.code.replaceChildren(); // tokens are not left lying around
        this.link.value = "";
      }),
    );
  }

  show({ links }: WireReport): void {
    this.button.disabled = links.length === 0;
  }

  private open(): void {
    const relay = this.whole();
    if (relay === null) return;
    this.link.value = formatJoinLink(relay);
    setText(this.copy, "Copy");
    const loopback = [relay, ...relay.with].filter(({ host }) => findSpace(host) === "loopback").map(({ host }) => host);
    let words = "Scan it with the other phone's camera. That phone joins the same relays; then close this tab.";
    try {
      this.code.replaceChildren(drawQRCode(this.link.value));
    } catch {
      this.code.replaceChildren();
      words = "There are too many relays for one code. Send the join link to the other phone.";
    }
    if (loopback.length > 0) words += ` But ${loopback[0]} is this device only: another one cannot reach it.`;
    setText(this.words, words);
    this.dialog.showModal();
  }

  /** Browsers let only pages from https write to the clipboard; elsewhere the old way still works. */
  private async copyLink(): Promise<void> {
    this.link.select();
    let copied = false;
    try {
      await navigator.clipboard.writeText(this.link.value);
      copied = true;
    } catch {
      copied = document.execCommand("copy");
    }
    setText(this.copy, copied ? "Copied" : "Not allowed: copy it by hand");
  }
}
