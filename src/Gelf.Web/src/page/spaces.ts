/** How private an address is, as browsers see it: they let a page reach its own kind and more public ones. */
export type Space = "loopback" | "local" | "public" | "unknown";

/** The space of a host as a URL has it: lower case, IPv6 in brackets. Unknown: a name, which only the browser resolves. */
export function findSpace(host: string): Space {
  if (/^(.*\.)?localhost$/.test(host)) return "loopback";
  const v4 = /^(\d+)\.(\d+)\.\d+\.\d+$/.exec(host);
  if (v4 !== null) return ofV4(Number(v4[1]), Number(v4[2]));
  if (host.startsWith("[")) return ofV6(host.slice(1, -1));
  return host.endsWith(".local") ? "local" : "unknown";
}

function ofV4(first: number, second: number): Space {
  if (first === 127) return "loopback";
  const local =
    first === 10 ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168) ||
    (first === 169 && second === 254) ||
    (first === 100 && second >= 64 && second < 128); // the last: behind a provider's NAT, and Tailscale
  return local ? "local" : "public";
}

function ofV6(address: string): Space {
  if (address === "::1") return "loopback";
  const mapped = /^::ffff:([\da-f]+):/.exec(address);
  if (mapped !== null) return ofV4(parseInt(mapped[1]!, 16) >> 8, parseInt(mapped[1]!, 16) & 0xff);
  return /^f[cd]|^fe[89ab]/.test(address) ? "local" : "public"; // fc00::/7 and fe80::/10
}

const privacy: Readonly<Record<Exclude<Space, "unknown">, number>> = { public: 0, local: 1, loopback: 2 };

/** True, false, or null where a name hides it. A name is taken to stand for no loopback address. */
export function isMorePrivate(one: Space, other: Space): boolean | null {
  if (one === "public" || other === "loopback") return false;
  if (one === "unknown") return other === "local" ? false : null;
  if (other === "unknown") return null;
  return privacy[one] > privacy[other];
}
