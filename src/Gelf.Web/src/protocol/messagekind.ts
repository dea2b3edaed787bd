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
