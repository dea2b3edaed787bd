import { isStrictJson } from "./strictjson.ts";
import { visibleText } from "./visibletext.ts";

export type Role = "relay" | "wire";

/** Who a node says it is. A tab cannot check the tag of a relay: never more than a name to show and a role. Its texts are visible ones. */
export interface Hello {
  readonly name: string;
  readonly role: Role;
  readonly tap?: string;
  readonly mac?: string;
  readonly mtu?: number;
  readonly sealed?: boolean;
  readonly keyId?: string;
}

export const maxHelloLength = 4096;
export const maxHelloDepth = 16;
export const maxNameLength = 64;
export const maxHelloMtu = 2 ** 31 - 1;

const unprintable = /[\p{Cc}\p{Cs}]/u; // control characters and lone surrogates
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** The hello in a payload, or null if there is none that is valid. */
export function readHello(payload: Uint8Array): Hello | null {
  if (payload.length > maxHelloLength) return null;
  let text: string;
  let value: unknown;
  try {
    text = decoder.decode(payload);
    value = JSON.parse(text);
  } catch {
    return null; // not UTF-8, or not JSON: the caller counts it as malformed
  }
  if (!isStrictJson(text, maxHelloDepth)) return null;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { name, role, tap, mac, mtu, sealed, keyId } = value as Record<string, unknown>;
  if (!isName(name)) return null;
  if (role === "wire") return { name: visibleText(name), role };
  if (role !== "relay") return null;
  return {
    name: visibleText(name),
    role,
    ...(isName(tap) && { tap: visibleText(tap) }),
    ...(isName(mac) && { mac: visibleText(mac) }),
    ...(isMtu(mtu) && { mtu }),
    ...(typeof sealed === "boolean" && { sealed }),
    ...(isName(keyId) && { keyId: visibleText(keyId) }),
  };
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.length <= maxNameLength && !unprintable.test(value);
}

function isMtu(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= maxHelloMtu;
}

export function writeHello(hello: Hello): Uint8Array {
  return encoder.encode(JSON.stringify(hello));
}
