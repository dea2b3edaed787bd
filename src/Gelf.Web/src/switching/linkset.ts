/** A set of a node's links: a mask of 32 bits, one for each slot. */
export type LinkSet = number;

/** Links that a node can have. */
export const maxLinks = 32;

export function countLinks(set: LinkSet): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count++;
  return count;
}
