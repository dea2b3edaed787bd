/**
 * Keeps the tab going where the browser lets a page do so: with https, or on the same machine. Elsewhere, says what the
 * user can do.
 */
export function keepAwake(note: HTMLElement): void {
  const explain = (text: string): void => {
    note.textContent = text;
    note.hidden = text === "";
  };
  const byHand = "Keep this tab in view and the screen on, and switch auto-lock off: a locked phone stops the wire.";

  // A tab that holds a lock is not frozen to save energy. It is held for as long as the tab lives.
  navigator.locks?.request("gelf wire", () => new Promise<never>(() => {})).catch((error: unknown) => console.warn("No lock:", error));

  if (!("wakeLock" in navigator)) return explain(byHand);
  const hold = async (): Promise<void> => {
    if (document.visibilityState !== "visible") return;
    try {
      const lock = await navigator.wakeLock.request("screen");
      lock.addEventListener("release", () => {
        if (document.visibilityState === "visible") explain(byHand); // the browser took it back, for instance to save the battery
      });
      explain("The screen stays on while this tab is in view.");
    } catch {
      explain(byHand); // refused, for instance to save the battery
    }
  };
  document.addEventListener("visibilitychange", () => void hold());
  void hold();
}
