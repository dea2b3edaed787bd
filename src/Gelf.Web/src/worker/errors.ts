import { relayKey, type JoinLink } from "../protocol/joinlink.ts";
import { visibleText } from "../protocol/visibletext.ts";
import type { Problem } from "./report.ts";

/** Why there is no link, for the page to sort by and for a person to read. */
export interface Trouble {
  readonly problem: Problem;
  readonly words: string;
}

export function unreachable(relay: JoinLink): Trouble {
  const place = relayKey(relay);
  const certificate =
    relay.scheme === "https"
      ? ` If the relay made its own certificate, open https://${place}/ once and accept it; iPhones refuse it for links all the same.`
      : "";
  return {
    problem: "unreachable",
    words:
      `Nothing answers at ${place}. Is the relay running, is the address right, and can this device reach it ` +
      `(same network, no firewall in between)?${certificate}`,
  };
}

export function tooSlow(relay: JoinLink, timeout: number): Trouble {
  return {
    problem: "unreachable",
    words: `No link to ${relayKey(relay)} within ${timeout / 1000} s: it does not answer, or something in between holds it up.`,
  };
}

export function foreign(relay: JoinLink): Trouble {
  return {
    problem: "foreign",
    words: `Something answers at ${relayKey(relay)}, but not as a Gelf relay does. Check the port, and that the relay is not older than this page.`,
  };
}

export function otherVersion(relay: JoinLink, spoken: readonly string[], own: string): Trouble {
  return {
    problem: "version",
    words: `The relay at ${relayKey(relay)} speaks ${spoken.join(", ")}, and this page ${own}. Start all relays with the same version of Gelf.`,
  };
}

export function tokenRefused(relay: JoinLink): Trouble {
  return {
    problem: "token",
    words:
      `The relay at ${relayKey(relay)} is there, but refused the token. Take its join link anew: the token changes with the key, ` +
      "and without a key at each start.",
  };
}

export function blocked(error: unknown): Trouble {
  return { problem: "blocked", words: `The browser does not allow this link: ${describeError(error)}.` };
}

/** An error of this page's own. */
export function fault(error: unknown): Trouble {
  return {
    problem: "fault",
    words: `Something went wrong on this link: ${describeError(error)}. It is tried again. If that does not help, load the page again.`,
  };
}

export function ended(words: string): Trouble {
  return { problem: "ended", words };
}

/** 1006 is what browsers report when there was no closing handshake. */
export function closedByRelay({ code, reason }: { readonly code: number; readonly reason: string }): Trouble {
  if (code === 1006) return ended("The connection broke.");
  if (code === 1001) return ended("The relay stopped.");
  return ended(`The relay closed the link: ${visibleText(reason) || "no reason given"} (${code}).`);
}

/** What was thrown, in one line. Tokens are left out: who asks for help shows the page to others. */
export function describeError(error: unknown): string {
  return nameError(error)
    .replace(/token(?:=|%3D)[\w-]+/gi, "token=…")
    .replace(/[.\s]+$/, "");
}

function nameError(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error).replace(/^Uncaught /, "");
  // Not `instanceof Error`: a DOMException is none in every browser.
  if ("message" in error && "name" in error) return error.message === "" ? `${error.name}` : `${error.name}: ${error.message}`;
  try {
    return JSON.stringify(error);
  } catch {
    return "an object that cannot be written down";
  }
}
