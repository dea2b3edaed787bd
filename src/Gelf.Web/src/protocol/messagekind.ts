/** What a message is: the first byte of its envelope. */
export const MessageKind = {
  frames: 0x01,
  ack: 0x02,
  handshake: 0x03,
  hello: 0x10,
  bye: 0x11,
  lost: 0x12,
  probe: 0x20,
  probeAnswer: 0x21,
  echo: 0x22,
  echoAnswer: 0x23,
} as const;

const known = new Uint8Array(256);
for (const kind of Object.values(MessageKind)) known[kind] = 1;

export function isKnown(kind: number): boolean {
  return known[kind] === 1;
}

/** What a relay says to relays with its key. The rest is for all that forward, and is never sealed. */
export function mayBeSealed(kind: number): boolean {
  return kind === MessageKind.frames || kind === MessageKind.ack || kind === MessageKind.probe || kind === MessageKind.probeAnswer;
}

/** What a relay with a key tags: what says who is there, and for whom keys are. */
export function mayBeTagged(kind: number): boolean {
  return kind === MessageKind.hello || kind === MessageKind.bye || kind === MessageKind.handshake;
}

const unbounded = Infinity;
const longest = new Float64Array(256).fill(unbounded);
longest[MessageKind.ack] = 20;
longest[MessageKind.handshake] = 65;
longest[MessageKind.hello] = 4096;
longest[MessageKind.bye] = 0;
longest[MessageKind.lost] = 8 * 1024;
longest[MessageKind.probeAnswer] = 12;
longest[MessageKind.echo] = 8;
longest[MessageKind.echoAnswer] = 8;

/** Whether a payload of this kind can be that long, without its tag. */
export function mayBeLength(kind: number, length: number): boolean {
  if (length < 0 || length > longest[kind]!) return false;
  if (kind === MessageKind.echo || kind === MessageKind.echoAnswer) return length === 8;
  return kind !== MessageKind.lost || (length > 0 && length % 8 === 0);
}

/** Between the two ends of a link; never forwarded. */
export function isLinkLocal(kind: number): boolean {
  return kind === MessageKind.lost || kind === MessageKind.echo || kind === MessageKind.echoAnswer;
}
