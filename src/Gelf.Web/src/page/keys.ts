import type { LinkReport } from "../worker/report.ts";
import { label, list } from "./names.ts";

/**
 * - other-key: sealed with another key than another relay of the page
 * - mixed: sealed while another relay is plain, or the other way round
 */
export type KeyTrouble = "other-key" | "mixed";

/** What keeps the relay of a link from talking with others of the page. */
export interface Trouble {
  readonly kind: KeyTrouble;
  readonly words: string;
}

type Relay = Pick<LinkReport, "key" | "relayName" | "sealed" | "keyId">;

const sameKey = (count: number): string => `Copy the same key file to ${count === 2 ? "both" : "all"}.`;
const allOrNone = (count: number): string =>
  `Start ${count === 2 ? "both" : "all"} with the same key file, or ${count === 2 ? "both" : "all"} without one.`;

/** The trouble at each link, by its key, as far as hellos tell. */
export function findTrouble(relays: readonly Relay[]): ReadonlyMap<string, Trouble> {
  const found = new Map<string, Trouble>();
  for (const relay of relays) {
    const otherKey = relays.filter((other) => haveOtherKeys(relay, other));
    const mixed = relays.filter((other) => areMixed(relay, other));
    const words: string[] = [];
    if (otherKey.length > 0) {
      words.push(`It has another key than ${list(otherKey, relays)}: they will not talk. ${sameKey(otherKey.length + 1)}`);
    }
    if (mixed.length > 0) {
      const is = mixed.length === 1 ? "is" : "are";
      words.push(
        `It is ${relay.sealed ? "sealed" : "plain"}, and ${list(mixed, relays)} ${is} ${relay.sealed ? "plain" : "sealed"}: ` +
          `they will not talk. ${allOrNone(mixed.length + 1)}`,
      );
    }
    if (words.length > 0) found.set(relay.key, { kind: otherKey.length > 0 ? "other-key" : "mixed", words: words.join(" ") });
  }
  return found;
}

/** The same in short, for the page as a whole: how the relays differ from the first one that they differ from. Empty: they do not. */
export function summarizeTrouble(relays: readonly Relay[]): string {
  const words: string[] = [];
  const firstSealed = relays.find(({ sealed }) => sealed === true);
  const otherKey = firstSealed === undefined ? [] : relays.filter((other) => haveOtherKeys(firstSealed, other));
  if (otherKey.length > 0) {
    const have = otherKey.length === 1 ? "has another key" : "have other keys";
    words.push(
      `${list(otherKey, relays)} ${have} than ${label(firstSealed!, relays)}: they will not talk. ${sameKey(otherKey.length + 1)}`,
    );
  }
  const plain = firstSealed === undefined ? [] : relays.filter((other) => areMixed(firstSealed, other));
  if (plain.length > 0) {
    const are = plain.length === 1 ? "is" : "are";
    words.push(
      `${list(plain, relays)} ${are} plain, and ${label(firstSealed!, relays)} is sealed: they will not talk. ${allOrNone(plain.length + 1)}`,
    );
  }
  return words.join(" ");
}

function haveOtherKeys(one: Relay, other: Relay): boolean {
  return one.sealed === true && other.sealed === true && one.keyId !== null && other.keyId !== null && one.keyId !== other.keyId;
}

function areMixed(one: Relay, other: Relay): boolean {
  return typeof one.sealed === "boolean" && typeof other.sealed === "boolean" && one.sealed !== other.sealed;
}
