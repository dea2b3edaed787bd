import type { LinkReport } from "../worker/report.ts";

export type Named = Pick<LinkReport, "key" | "relayName">;

/** The relay's name, with its address if another one has the same name; its address if it has none. */
export function label({ key, relayName }: Named, all: readonly Named[]): string {
  if (relayName === null || relayName === "") return key;
  return all.filter((other) => other.relayName === relayName).length > 1 ? `${relayName} (${key})` : relayName;
}

/** Names as a sentence has them: "a, b and c". */
export function list(some: readonly Named[], all: readonly Named[]): string {
  return enumerate(some.map((relay) => label(relay, all)));
}

export function enumerate(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
