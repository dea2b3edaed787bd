import type { JoinLink } from "../protocol/joinlink.ts";
import { byId, setText } from "./elements.ts";
import type { Guard } from "./part.ts";
import { Remembered } from "./remembered.ts";

/** Remembering relays on this device, as far as the user asked for it. */
export class Device {
  private readonly box = byId("remember", HTMLInputElement);
  private readonly forget = byId("forget", HTMLButtonElement);
  private readonly remembered = new Remembered(findStorage());

  constructor(
    private readonly joined: () => readonly JoinLink[],
    guard: Guard,
  ) {
    this.box.checked = this.remembered.on;
    this.box.disabled = !this.remembered.works;
    this.box.addEventListener(
      "change",
      guard(() => {
        if (this.box.checked) this.remembered.keep(this.joined());
        else this.remembered.forget();
        this.show();
      }),
    );
    this.forget.addEventListener(
      "click",
      guard(() => {
        this.remembered.forget();
        this.box.checked = false;
        this.show();
        this.box.focus();
      }),
    );
    this.show();
  }

  /** Whether it stores what is joined. */
  get remembers(): boolean {
    return this.box.checked;
  }

  get relays(): readonly JoinLink[] {
    return this.remembered.relays;
  }

  /** What is joined has changed. */
  update(): void {
    if (this.box.checked) this.remembered.keep(this.joined());
  }

  private show(): void {
    this.forget.hidden = !this.remembered.on;
    if (!this.remembered.works)
      setText(byId("remember-words", HTMLElement), "This browser keeps nothing for this page: it may be a private window.");
  }
}

/** Null where the browser refuses even to be asked. */
function findStorage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
