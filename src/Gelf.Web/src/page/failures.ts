import { describeError } from "../worker/errors.ts";
import { make, setText } from "./elements.ts";

const shownAtMost = 3;

/** Says on the page what failed: behind the element of the part that it belongs to, or else at the top. */
export class Failures {
  /** The page's script came to its end. */
  started = false;
  private readonly told = new Set<string>();
  private readonly places = new Map<string, HTMLElement>();

  /** Hears what nobody catches. */
  listen(target: Pick<EventTarget, "addEventListener">): void {
    target.addEventListener("error", (event) => {
      const { error, message, filename } = event as ErrorEvent;
      if (!isForeign(message, filename)) this.tell(error ?? message);
    });
    target.addEventListener("unhandledrejection", (event) => this.tell((event as PromiseRejectionEvent).reason));
  }

  /** Tells of an error that belongs to no part. */
  tell(error: unknown): void {
    console.error(error);
    const cause = describeError(error);
    if (this.started) {
      return this.tellWords(
        `Something went wrong: ${cause}. Links that are open stay open. If something does not work, load the page again.`,
      );
    }
    this.tellWords(`This page could not start: ${cause}. Load the page again. If that does not help, use another browser.`);
    document.getElementById("banner")?.setAttribute("data-dead", ""); // it still says that the page starts
  }

  /** Says it at the top, once. */
  tellWords(words: string): void {
    const top = document.getElementById("failures");
    if (top === null || this.told.has(words) || this.told.size > shownAtMost) return;
    this.told.add(words);
    top.append(make("p", "failure", this.told.size > shownAtMost ? "There are more errors. The browser's console lists them." : words));
  }

  /** Says it behind an element, in place of what was said there of the same part. The element may have to go: it looks alive, and is not. */
  tellAt(id: string, part: string, words: string, hide: boolean): void {
    const element = document.getElementById(id);
    if (element === null) return this.tellWords(words);
    let place = this.places.get(part);
    if (place === undefined) {
      place = make("p", "failure");
      place.setAttribute("role", "alert");
      element.after(place);
      this.places.set(part, place);
    }
    setText(place, words);
    if (hide) element.dataset["dead"] = "";
  }
}

/** Extensions throw in the page's name, and a ResizeObserver that waits for the next frame reports that as an error. Neither is a failure. */
function isForeign(message: string, filename: string): boolean {
  return /^(?:Script error|ResizeObserver loop)/.test(message) || /^[a-z-]+-extension:/.test(filename);
}
