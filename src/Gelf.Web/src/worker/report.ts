import type { JoinLink } from "../protocol/joinlink.ts";

/** What the page asks the worker for. */
export type Order =
  | { readonly order: "join"; readonly relay: JoinLink }
  | { readonly order: "leave"; readonly key: string }
  | { readonly order: "pause"; readonly key: string }
  | { readonly order: "resume"; readonly key: string }
  /** The page came back into view, or the network came back. */
  | { readonly order: "wake" };

/**
 * - connecting: dialled, not open yet
 * - open: carries messages
 * - stalled: open, but echo questions get no answer
 * - waiting: failed, will be dialled again by itself
 * - paused: ended by the user, until further notice
 * - refused: the browser does not allow it; dialling again would not help
 * - closed: ended by the user
 */
export type LinkState = "connecting" | "open" | "stalled" | "waiting" | "paused" | "refused" | "closed";

/**
 * Why there is no link:
 * - unreachable: nothing answers
 * - foreign: something answers, but not as a relay does
 * - version: a relay, but of another version of the protocol
 * - token: a relay, which refused the token
 * - blocked: the browser did not even try
 * - ended: there was one, and it broke or was closed
 * - fault: this page made an error
 */
export type Problem = "unreachable" | "foreign" | "version" | "token" | "blocked" | "ended" | "fault";

export interface Amounts {
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
}

export interface LinkReport {
  /** host:port */
  readonly key: string;
  readonly url: string;
  readonly state: LinkState;
  /** From its hello, which anybody can write: show it as text, trust it for nothing. */
  readonly relayName: string | null;
  /** Null until it said so. */
  readonly sealed: boolean | null;
  /** Which key it is sealed with: the same for all that have the same key. Null if it is not, or did not say. */
  readonly keyId: string | null;
  readonly totals: Amounts;
  /** Per second. */
  readonly rates: Amounts;
  /** In ms, null until known. */
  readonly roundTrip: number | null;
  readonly problem: Problem | null;
  /** The problem in words. */
  readonly lastError: string | null;
}

export interface PeerReport {
  readonly id: string;
  readonly name: string;
  readonly sealed: boolean;
  /** Keys of the links it is reached over. */
  readonly links: readonly string[];
  /** 1: at the other end of the link. */
  readonly distance: number;
}

/** Messages and envelopes that were dropped, by reason. */
export interface Drops {
  malformed: number;
  /** Text messages, which the protocol does not use. */
  text: number;
  own: number;
  duplicate: number;
  noRoute: number;
  hopsExceeded: number;
  /** Too much waited on the link already. */
  queueFull: number;
}

/** The state of the whole wire, twice a second from worker to page. */
export interface WireReport {
  readonly links: readonly LinkReport[];
  readonly peers: readonly PeerReport[];
  readonly drops: Readonly<Drops>;
}
