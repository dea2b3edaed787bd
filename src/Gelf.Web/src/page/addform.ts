import type { JoinLink } from "../protocol/joinlink.ts";
import { byId, setText } from "./elements.ts";
import { isAddress, readEntry, type Entry, type Fields } from "./entry.ts";
import type { Joined } from "./joined.ts";

const names = ["joinlink", "host", "port", "token"] as const;

/** The form to add a relay. `add` returns what is wrong with it, if anything is. */
export class AddForm {
  private readonly form = byId("add", HTMLFormElement);
  private readonly problem = byId("problem", HTMLElement);
  private readonly inputs: Readonly<Record<keyof Fields, HTMLInputElement>> = {
    joinlink: byId("joinlink", HTMLInputElement),
    host: byId("host", HTMLInputElement),
    port: byId("port", HTMLInputElement),
    token: byId("token", HTMLInputElement),
  };

  constructor(private readonly joined: Joined, private readonly add: (relay: JoinLink) => string | null) {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    const { host, joinlink } = this.inputs;
    host.addEventListener("input", () => {
      if (!isAddress(host.value)) return;
      joinlink.value = host.value;
      host.value = "";
      joinlink.focus();
    });
  }

  private submit(): void {
    const { joinlink, host, port, token } = this.inputs;
    const fields = { joinlink: joinlink.value, host: host.value, port: port.value, token: token.value };
    let entry: Entry = readEntry(fields, this.joined);
    if ("relay" in entry) {
      const problem = this.add(entry.relay);
      if (problem !== null) entry = { problem, field: fields.joinlink === "" ? "host" : "joinlink" };
    }
    const wrong = "problem" in entry ? entry : null;
    for (const name of names) {
      const input = this.inputs[name];
      input.toggleAttribute("aria-invalid", false);
      if (wrong?.field === name) input.setAttribute("aria-invalid", "true");
      if (wrong === null) input.value = "";
    }
    setText(this.problem, wrong?.problem ?? "");
    if (wrong !== null) this.inputs[wrong.field].focus();
  }
}
