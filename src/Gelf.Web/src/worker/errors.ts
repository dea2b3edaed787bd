import { relayKey, type JoinLink } from "../protocol/joinlink.ts";

/** Browsers do not tell a page why a WebSocket did not open: all that can be said is what the causes may be. */
export function neverOpened(relay: JoinLink, timeout?: number): string {
  const what = timeout === undefined ? "Could not connect." : `No connection within ${timeout / 1000} s.`;
  const place = relayKey(relay);
  const certificate = `, or the browser does not trust the relay's certificate: open https://${place}/ once and accept it, if the browser lets you`;
  return `${what} Either nothing that this browser can reach answers at ${place} (relay stopped, wrong address or port, ` +
    `firewall), or the relay refused the token${relay.scheme === "https" ? certificate : ""}. Browsers do not say which.`;
}

export function wrongProtocol(relay: JoinLink): string {
  return `Something answers at ${relayKey(relay)}, but it does not speak the protocol of this page.`;
}

/** 1006 is what browsers report when there was no closing handshake. */
export function closedByRelay({ code, reason }: { readonly code: number; readonly reason: string }): string {
  if (code === 1006) return "The connection broke.";
  if (code === 1001) return "The relay stopped.";
  return `The relay closed the link: ${reason === "" ? "no reason given" : reason} (${code}).`;
}
