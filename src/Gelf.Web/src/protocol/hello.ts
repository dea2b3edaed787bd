export type Role = "relay" | "wire";

/** Who a node says it is. Not authenticated: never more than a name to show and a role. */
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
export const maxNameLength = 64;

const unprintable = /[\p{Cc}\p{Cs}]/u; // control characters and lone surrogates
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** The hello in a payload, or null if there is none that is valid. */
export function readHello(payload: Uint8Array): Hello | null {
  if (payload.length > maxHelloLength) return null;
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(payload));
  } catch {
    return null; // not UTF-8, or not JSON: the caller counts it as malformed
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { name, role, tap, mac, mtu, sealed, keyId } = value as Record<string, unknown>;
  if (typeof name !== "string" || name.length > maxNameLength || unprintable.test(name)) return null;
  if (role === "wire") return { name, role };
  if (role !== "relay") return null;
  return {
    name,
    role,
    ...(typeof tap === "string" && { tap }),
    ...(typeof mac === "string" && { mac }),
    ...(Number.isInteger(mtu) && { mtu: mtu as number }),
    ...(typeof sealed === "boolean" && { sealed }),
    ...(typeof keyId === "string" && { keyId }),
  };
}

export function writeHello(hello: Hello): Uint8Array {
  return encoder.encode(JSON.stringify(hello));
}
