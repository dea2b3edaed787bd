import type { JoinLink } from "../protocol/joinlink.ts";
import { byId, make, setText } from "./elements.ts";
import { isAddress, readEntry, type Entry, type Fields } from "./entry.ts";
import type { Joined } from "./joined.ts";
import type { Guard } from "./part.ts";

/** Why a relay cannot be joined, and the join link of the page that can join all. */
export interface Refusal {
  readonly problem: string;
  readonly instead: string | null;
}

const names = ["joinlink", "host", "port", "token"] as const;

/** The form to add a relay. `add` returns what is in the way, if anything is. */
export class AddForm {
  private readonly form = byId("add", HTMLFormElement);
  private readonly problem = byId("problem", HTMLElement);
  private readonly instead = byId("instead", HTMLElement);
  private readonly inputs: Readonly<Record<keyof Fields, HTMLInputElement>> = {
    joinlink: byId("joinlink", HTMLInputElement),
    host: byId("host", HTMLInputElement),
    port: byId("port", HTMLInputElement),
    token: byId("token", HTMLInputElement),
  };

  constructor(
    private readonly joined: Joined,
    private readonly add: (relay: JoinLink) => Refusal | null,
    guard: Guard,
  ) {
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener(
      "submit",
      guard(() => this.submit()),
    );
    const { host, joinlink } = this.inputs;
    host.addEventListener(
      "input",
      guard(() => {
        if (!isAddress(host.value)) return;
        joinlink.value = host.value;
        host.value = "";
        joinlink.focus();
      }),
    );
  }

  /** Says what is wrong, or nothing. */
  show(refusal: Refusal | null): void {
    setText(this.problem, refusal?.problem ?? "");
    const instead = refusal?.instead ?? null;
    this.instead.hidden = instead === null;
    this.instead.replaceChildren(...(instead === null ? [] : [linkToPage(instead)]));
  }

  private submit(): void {
    const { joinlink, host, port, token } = this.inputs;
    const fields = { joinlink: joinlink.value, host: host.value, port: port.value, token: token.value };
    const entry: Entry = readEntry(fields, this.joined);
    const refusal = "relay" in entry ? this.add(entry.relay) : { problem: entry.problem, instead: null };
    const field = refusal === null ? null : "field" in entry ? entry.field : fields.joinlink === "" ? "host" : "joinlink";
    for (const name of names) {
      const input = this.inputs[name];
      input.toggleAttribute("aria-invalid", false);
      if (field === name) input.setAttribute("aria-invalid", "true");
      if (field === null) input.value = "";
    }
    this.show(refusal);
    if (field !== null) this.inputs[field].focus();
  }
}

/** A link to the page of another relay, which joins everything that is joined here. */
export function linkToPage(joinLink: string): HTMLAnchorElement {
  const link = make("a", "button", `Open the page of ${new URL(joinLink).host} instead`);
  link.href = joinLink;
  return link;
}
