import { formatJoinLink, relayKey, type JoinLink } from "../protocol/joinlink.ts";
import type { LinkReport } from "../worker/report.ts";
import type { Refusal } from "./addform.ts";
import { findEngine } from "./engine.ts";
import type { Joined } from "./joined.ts";
import { findBetterPage, findObstacle, type Obstacle } from "./obstacles.ts";

/** What this browser allows this page, and which relay's page would get along better. */
export class Advice {
  private readonly engine = findEngine(navigator.userAgent, navigator.maxTouchPoints);
  private readonly obstacles = new Map<string, Obstacle | null>();

  constructor(private readonly joined: Joined) {}

  /** What keeps a relay from being joined at all, whatever else is so. */
  refuse(relay: JoinLink): Refusal | null {
    const obstacle = findObstacle(this.joined.origin, relay, this.engine);
    if (obstacle?.weight !== "never" || relay.scheme === this.joined.scheme) return null;
    return { problem: obstacle.words, instead: this.findInstead([...this.joined.all, relay]) };
  }

  /** What is wrong with a link that cannot open, or may be with one that failed to. */
  of({ key, state, problem }: Pick<LinkReport, "key" | "state" | "problem">): string | null {
    if (state === "open" || state === "paused") return null;
    let obstacle = this.obstacles.get(key);
    if (obstacle === undefined) {
      const relay = this.joined.all.find((other) => relayKey(other) === key);
      obstacle = relay === undefined ? null : findObstacle(this.joined.origin, relay, this.engine);
      this.obstacles.set(key, obstacle);
    }
    return obstacle !== null && (obstacle.weight === "never" || problem !== null) ? obstacle.words : null;
  }

  /** What is joined has changed. */
  forget(): void {
    this.obstacles.clear();
  }

  /** The join link of the better page, while some link has something in its way. */
  findBetter(links: readonly LinkReport[]): string | null {
    return links.some((link) => this.of(link) !== null) ? this.findInstead(this.joined.all) : null;
  }

  private findInstead(relays: readonly JoinLink[]): string | null {
    const page = findBetterPage(this.joined.origin, relays, this.engine);
    return page === null ? null : formatJoinLink({ ...page, with: relays.filter((other) => relayKey(other) !== relayKey(page)) });
  }
}
