import { relayKey, type JoinLink } from "../protocol/joinlink.ts";
import type { Engine } from "./engine.ts";
import { findSpace, isMorePrivate, type Space } from "./spaces.ts";

/** Where a page came from, or could come from: any relay. */
export type Origin = Pick<JoinLink, "scheme" | "host" | "port">;

/**
 * What may keep a page from having a link to a relay.
 * - never: no browser allows it, or not this one
 * - perhaps: worth saying when the link does not open
 */
export interface Obstacle {
  readonly weight: "never" | "perhaps";
  readonly words: string;
}

/** The first Chrome that keeps WebSockets from more private addresses. */
const localNetworkAccess = 147;

const spaceWords: Readonly<Record<Space, string>> = {
  loopback: "this device itself",
  local: "a local network",
  public: "the internet",
  unknown: "a name that may stand for a public address",
};

/** What stands between a page from `page` and a link to `relay` in this browser; null if nothing is known to. */
export function findObstacle(page: Origin, relay: Origin, engine: Engine): Obstacle | null {
  return findSchemeObstacle(page, relay, engine) ?? findSpaceObstacle(page, relay, engine) ?? findCertificateObstacle(relay, engine);
}

/** Browsers let a page that came over https open no plain WebSocket; all but Safari make an exception for their own machine. */
function findSchemeObstacle(page: Origin, relay: Origin, engine: Engine): Obstacle | null {
  if (page.scheme !== "https" || relay.scheme !== "http") return null;
  if (findSpace(relay.host) === "loopback" && engine.kind !== "webkit") return null;
  return {
    weight: "never",
    words:
      "This page came over https, and from such a page browsers open no link to a relay that serves http, as " +
      `${relayKey(relay)} does. Open that relay's own page and add the others there, or start all relays with -Https.`,
  };
}

function findSpaceObstacle(page: Origin, relay: Origin, engine: Engine): Obstacle | null {
  const from = findSpace(page.host);
  const to = findSpace(relay.host);
  if (to === "loopback" && from !== "loopback") {
    return {
      weight: "perhaps",
      words:
        `${relay.host} is this device itself, not the relay's host. Use the address at which this device reaches the host; ` +
        "the relay must listen there (-ListenAddress 0.0.0.0).",
    };
  }
  const morePrivate = isMorePrivate(to, from);
  if (morePrivate === false || engine.kind === "webkit") return null;
  if (engine.kind === "chromium" && engine.version < localNetworkAccess) return null;
  const places = `This page came from ${page.host} (${spaceWords[from]}), and ${relay.host} is on ${spaceWords[to]}.`;
  if (page.scheme === "https") {
    return {
      weight: "perhaps",
      words: `${places} The browser asks before it lets the page reach that: allow it, also in the site's settings.`,
    };
  }
  const who = engine.kind === "chromium" ? "Chrome" : "Firefox";
  const does = engine.kind === "chromium" && morePrivate ? "lets" : "may let";
  return {
    weight: engine.kind === "chromium" && morePrivate ? "never" : "perhaps",
    words: `${places} ${who} ${does} no page reach a more private address than its own.`,
  };
}

function findCertificateObstacle(relay: Origin, { ios }: Engine): Obstacle | null {
  if (!ios || relay.scheme !== "https") return null;
  return {
    weight: "perhaps",
    words:
      "iPhones and iPads refuse links to a relay that made its own certificate, also when its page opens. Start all relays without -Https, or with a certificate that the device trusts.",
  };
}

/**
 * The relay whose page gets along best with all the others: the one with the fewest obstacles, none of which is worse than those
 * of the page as it is. Null if the page as it is does as well.
 */
export function findBetterPage(page: Origin, relays: readonly JoinLink[], engine: Engine): JoinLink | null {
  const burden = (from: Origin): number =>
    relays.reduce((sum, to) => {
      if (to.host === from.host && to.port === from.port) return sum;
      const obstacle = findObstacle(from, to, engine);
      return sum + (obstacle === null ? 0 : obstacle.weight === "never" ? 100 : 1);
    }, 0);
  let best: JoinLink | null = null;
  let least = burden(page);
  for (const relay of relays) {
    // From another device, what this one calls itself is no place to open.
    if (findSpace(relay.host) === "loopback" && findSpace(page.host) !== "loopback") continue;
    const of = burden(relay);
    if (of >= least) continue;
    best = relay;
    least = of;
  }
  return best;
}
