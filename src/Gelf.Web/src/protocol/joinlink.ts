export type Scheme = "http" | "https";

/** What a join link says: where a relay is, the token that opens it, and the relays to join it with. */
export interface JoinLink {
  readonly scheme: Scheme;
  /** A name in ASCII or an address, in lower case; IPv6 in brackets. */
  readonly host: string;
  readonly port: number;
  readonly token: string;
  readonly with: readonly JoinLink[];
}

const tokenForm = /^[A-Za-z0-9_-]{1,128}$/;
/** What C# and browsers read alike. They map other hosts in different ways, and the token would go to different ones. */
const placeForm = /^https?:\/\/(\[[0-9a-f:.]+\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*)(:[0-9]*)?\/?$/i;
/** White space to C# or to a browser, which do not agree about two characters. */
const spaceAround = /^[\s\x85]+|[\s\x85]+$/g;

/** Reads a join link; null if the text is none. */
export function readJoinLink(text: string): JoinLink | null {
  return read(text.replace(spaceAround, ""), true);
}

function read(text: string, outermost: boolean): JoinLink | null {
  const hash = text.indexOf("#");
  if (hash < 0) return null;
  const place = readPlace(text.slice(0, hash));
  if (place === null) return null;
  let token: string | null = null;
  const others: JoinLink[] = [];
  for (const field of text.slice(hash + 1).split("&")) {
    const [name, value] = split(field);
    if (name === "token") {
      const decoded = decode(value);
      if (token !== null || decoded === null || !tokenForm.test(decoded)) return null;
      token = decoded;
    } else if (name === "with" && outermost) {
      const decoded = decode(value);
      const other = decoded === null ? null : read(decoded.replace(spaceAround, ""), false);
      if (other === null) return null;
      others.push(other);
    }
  }
  return token === null ? null : { ...place, token, with: others };
}

function readPlace(text: string): Pick<JoinLink, "scheme" | "host" | "port"> | null {
  const written = placeForm.exec(text)?.[1];
  if (written === undefined) return null;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null; // what the browser cannot read as an address, it cannot open either
  }
  if (/^[0-9.]+$/.test(url.hostname) && written !== url.hostname) return null;
  const scheme = url.protocol === "https:" ? "https" : "http";
  const port = url.port === "" ? (scheme === "https" ? 443 : 80) : Number(url.port);
  return port === 0 ? null : { scheme, host: url.hostname, port };
}

function split(field: string): [name: string, value: string] {
  const equals = field.indexOf("=");
  return equals < 0 ? [field, ""] : [field.slice(0, equals), field.slice(equals + 1)];
}

function decode(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null; // bad percent encoding: the join link as a whole is refused
  }
}

/** `host:port`, which tells two relays on one host apart. */
export function relayKey(link: Pick<JoinLink, "host" | "port">): string {
  return `${link.host}:${link.port}`;
}

export function formatJoinLink(link: JoinLink): string {
  return `${link.scheme}://${relayKey(link)}/${formatFragment(link)}`;
}

export function formatFragment(link: JoinLink): string {
  return `#token=${link.token}` + link.with.map((other) => `&with=${encodeURIComponent(formatJoinLink(other))}`).join("");
}
