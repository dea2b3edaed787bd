import { byId } from "./elements.ts";
import type { Guard } from "./part.ts";

const byHand = "Keep this tab in view and the screen on, and switch auto-lock off: a locked phone stops the wire.";

/**
 * Keeps the tab going where the browser lets a page do so: with https, or on the same machine. Elsewhere, says what the
 * user can do.
 */
export class Awake {
  private readonly note = byId("awake", HTMLElement);

  constructor(private readonly guard: Guard) {
    // A tab that holds a lock is not frozen to save energy. It is held for as long as the tab lives.
    navigator.locks?.request("gelf wire", () => new Promise<never>(() => {})).catch((error: unknown) => console.warn("No lock:", error));

    if (!("wakeLock" in navigator)) {
      this.explain(byHand);
      return;
    }
    const hold = guard(() => this.hold());
    document.addEventListener("visibilitychange", hold);
    hold();
  }

  private async hold(): Promise<void> {
    if (document.visibilityState !== "visible") return;
    try {
      const lock = await navigator.wakeLock.request("screen");
      lock.addEventListener(
        "release",
        this.guard(() => {
          if (document.visibilityState === "visible") this.explain(byHand); // the browser took it back, for instance to save the battery
        }),
      );
      this.explain("The screen stays on while this tab is in view.");
    } catch {
      this.explain(byHand); // refused, for instance to save the battery
    }
  }

  private explain(text: string): void {
    this.note.textContent = text;
    this.note.hidden = false;
  }
}
