/** Bytes as the vector files write them. */
export interface Bytes {
  readonly hex?: string;
  readonly hexRepeat?: { readonly prefix: string; readonly fill: string; readonly length: number };
}

export function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function bytesOf(entry: Bytes): Uint8Array<ArrayBuffer> {
  if (entry.hexRepeat === undefined) return fromHex(entry.hex!);
  const { prefix, fill, length } = entry.hexRepeat;
  const bytes = new Uint8Array(length).fill(parseInt(fill, 16));
  bytes.set(fromHex(prefix));
  return bytes;
}

export function idOf(hex: string): { hi: number; lo: number } {
  return { hi: parseInt(hex.slice(0, 8), 16), lo: parseInt(hex.slice(8), 16) };
}
