/** Why the switch dropped an envelope. Numbers, for the way of every message; `dropNames` says them in words. */
export const Drop = { none: 0, malformed: 1, own: 2, duplicate: 3, noRoute: 4, hopsExceeded: 5 } as const;
export type Drop = (typeof Drop)[keyof typeof Drop];

export const dropNames = ["none", "malformed", "own", "duplicate", "noRoute", "hopsExceeded"] as const;
