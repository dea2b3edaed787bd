import { relayKey, type JoinLink, type Scheme } from "../protocol/joinlink.ts";

const loopback = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * What keeps a page that came over `scheme` from having a link to a relay; null if nothing does. Browsers let a page that came
 * over https open no plain WebSocket, as they would let it load no plain script; most make an exception for their own machine.
 */
export function findSchemeProblem(scheme: Scheme, relay: JoinLink): string | null {
  if (scheme !== "https" || relay.scheme !== "http" || loopback.test(relay.host)) return null;
  return `This page came over https, and from such a page browsers open no link to a relay that serves http, as ${relayKey(relay)} does. ` +
    `Open that relay's own page instead (http://${relayKey(relay)}/, by its join link) and add the others there, or start all relays with -Https.`;
}
