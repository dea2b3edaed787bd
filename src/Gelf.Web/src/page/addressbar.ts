import type { JoinLink } from "../protocol/joinlink.ts";
import type { Joined } from "./joined.ts";
import type { Guard } from "./part.ts";

/** The join link in the address bar: it says what to join, and then what is joined, so that loading the page again joins the same. */
export class AddressBar {
  /** `invite` gets null if there is something that is no join link. */
  constructor(
    private readonly joined: Joined,
    private readonly invite: (relay: JoinLink | null) => void,
    guard: Guard,
  ) {
    addEventListener(
      "hashchange",
      guard(() => this.read(location.hash)),
    );
  }

  read(hash: string): void {
    if (hash !== "") this.invite(this.joined.read(hash));
  }

  /** What is joined has changed, or is not what the address says. */
  update(): void {
    history.replaceState(null, "", this.joined.fragment || location.pathname);
  }
}
