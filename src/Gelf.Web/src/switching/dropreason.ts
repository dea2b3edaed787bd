/** Why the switch dropped a message. Numbers, for the way of every message; `dropReasonNames` says them in words. */
export const DropReason = { none: 0, malformed: 1, own: 2, duplicate: 3, noRoute: 4, hopsExceeded: 5 } as const;
export type DropReason = (typeof DropReason)[keyof typeof DropReason];

export const dropReasonNames = ["none", "malformed", "own", "duplicate", "noRoute", "hopsExceeded"] as const;
