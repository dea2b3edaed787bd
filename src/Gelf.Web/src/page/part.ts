import { describeError } from "../worker/errors.ts";
import type { Failures } from "./failures.ts";

/** What the user is told when a part fails. */
export interface About {
  /** The beginning of a sentence. */
  readonly name: string;
  /** The id of the element that it shows itself in. */
  readonly id: string;
  /** Other parts show themselves there, too: the element stays when this part does not work. */
  readonly shared?: true;
  /** What the user can do without it. */
  readonly instead?: string;
}

/** Makes a handler whose errors are the part's own. */
export type Guard = <A extends unknown[]>(run: (...args: A) => unknown) => (...args: A) => void;

/** A part of the page that can fail alone. What it throws, at its start or later, is told in its place, and goes no further. */
export class Part<T extends object> {
  private made: T | null = null;
  private readonly guard: Guard =
    (run) =>
    (...args) =>
      void this.attempt(() => run(...args));

  /** `make` may load the part's own code first, so that an error in that is the part's own, too. */
  constructor(
    private readonly about: About,
    private readonly failures: Pick<Failures, "tellAt">,
    make: (guard: Guard) => T | Promise<T>,
  ) {
    this.attempt(() => {
      const made = make(this.guard);
      if (!(made instanceof Promise)) this.made = made;
      else return made.then((part) => void (this.made = part));
      return null;
    });
  }

  get works(): boolean {
    return this.made !== null;
  }

  /** Does something with the part. Null if it does not work, or not yet. */
  use<R>(run: (part: T) => R): R | null {
    const { made } = this;
    return made === null ? null : this.attempt(() => run(made));
  }

  private attempt<R>(run: () => R): R | null {
    try {
      const result = run();
      if (result instanceof Promise) result.catch((error: unknown) => this.fail(error));
      return result;
    } catch (error) {
      this.fail(error);
      return null;
    }
  }

  private fail(error: unknown): void {
    console.error(error);
    const { name, id, shared = false, instead = "Links go on without it." } = this.about;
    const dead = this.made === null;
    const words = `${name} ${dead ? "does not work" : "had an error"}: ${describeError(error)}. ${instead} Load the page again, or use another browser.`;
    this.failures.tellAt(id, name, words, dead && !shared);
  }
}
