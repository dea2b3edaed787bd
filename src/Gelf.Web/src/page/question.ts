import { relayKey, type JoinLink } from "../protocol/joinlink.ts";
import { byId, make, setText } from "./elements.ts";
import { describeInvited, type Invited } from "./invitations.ts";
import type { Joined } from "./joined.ts";
import { enumerate } from "./names.ts";
import type { Guard } from "./part.ts";

/** In ms. Who has just clicked or typed something else, where another page wanted it, has not read the question yet. */
const readingTime = 1000;

/** Asks whether to join the relays of an invitation. Links go on meanwhile. */
export class Question {
  private readonly dialog = byId("invitation", HTMLDialogElement);
  private readonly title = byId("invitation-title", HTMLElement);
  private readonly now = byId("invitation-now", HTMLElement);
  private readonly list = byId("invited", HTMLUListElement);
  private readonly yes = byId("invitation-yes", HTMLButtonElement);
  private said = false;

  /** `answer` hears no as well if the user only closes the question. */
  constructor(
    private readonly joined: Pick<Joined, "origin" | "all">,
    answer: (yes: boolean) => void,
    guard: Guard,
  ) {
    this.yes.addEventListener(
      "click",
      guard(() => this.close(true)),
    );
    byId("invitation-no", HTMLButtonElement).addEventListener(
      "click",
      guard(() => this.close(false)),
    );
    this.dialog.addEventListener(
      "close",
      guard(() => {
        const { said } = this;
        this.said = false;
        answer(said);
      }),
    );
  }

  ask(invited: readonly Invited[]): void {
    const own = relayKey(this.joined.origin);
    this.list.replaceChildren(
      ...invited.map((one) => {
        const row = make("li");
        row.dataset["invited"] = one.kind;
        row.append(make("strong", "", relayKey(one.relay)), make("span", "", describeInvited(one, own)));
        return row;
      }),
    );
    setText(this.now, describeJoined(this.joined.all));
    this.yes.disabled = true;
    setTimeout(() => (this.yes.disabled = false), readingTime);
    this.dialog.showModal();
    this.title.focus(); // on no button: what is typed just now is no answer
  }

  private close(yes: boolean): void {
    this.said = yes;
    this.dialog.close();
  }
}

function describeJoined(joined: readonly JoinLink[]): string {
  return joined.length === 0 ? "Nothing is joined here yet." : `Joined here: ${enumerate(joined.map(relayKey))}.`;
}
