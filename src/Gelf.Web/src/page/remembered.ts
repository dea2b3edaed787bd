import { formatJoinLink, readJoinLink, type JoinLink } from "../protocol/joinlink.ts";

const place = "gelf.relays";

/** The relays that this device remembers, because the user asked it to: addresses and tokens, nothing else. */
export class Remembered {
  private problem = false;

  /** `storage` is null where the browser has none for this page. */
  constructor(private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null) {}

  /** Whether the browser keeps anything. */
  get works(): boolean {
    return this.storage !== null && !this.problem;
  }

  get on(): boolean {
    return this.read() !== null;
  }

  get relays(): readonly JoinLink[] {
    let texts: unknown;
    try {
      texts = JSON.parse(this.read() ?? "[]");
    } catch {
      return []; // not ours, or damaged: as if nothing was there
    }
    if (!Array.isArray(texts)) return [];
    return texts.map((text) => (typeof text === "string" ? readJoinLink(text) : null)).filter((relay) => relay !== null);
  }

  keep(relays: readonly JoinLink[]): void {
    try {
      this.storage?.setItem(place, JSON.stringify(relays.map((relay) => formatJoinLink({ ...relay, with: [] }))));
    } catch {
      this.problem = true; // full, or forbidden: the page says so
    }
  }

  forget(): void {
    this.storage?.removeItem(place);
  }

  private read(): string | null {
    return this.storage?.getItem(place) ?? null;
  }
}
