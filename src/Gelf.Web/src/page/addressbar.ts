import type { JoinLink } from "../protocol/joinlink.ts";
import type { Joined } from "./joined.ts";
import type { Guard } from "./part.ts";

/** The join link in the address bar: it says what to join, and then what is joined, so that loading the page again joins the same. */
export class AddressBar {
  /** `join` gets null if there is something that is no join link. */
  constructor(
    private readonly joined: Joined,
    private readonly join: (relay: JoinLink | null) => void,
    guard: Guard,
  ) {
    addEventListener(
      "hashchange",
      guard(() => this.read()),
    );
  }

  read(): void {
    if (location.hash !== "") this.join(this.joined.read(location.hash));
  }

  /** What is joined has changed. */
  update(): void {
    if (this.joined.fragment !== "") history.replaceState(null, "", this.joined.fragment);
  }
}
