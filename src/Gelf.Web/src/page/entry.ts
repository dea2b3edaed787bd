import { readJoinLink, type JoinLink, type Scheme } from "../protocol/joinlink.ts";

const defaultPort = "7001";

/** What the user typed. */
export interface Fields {
  readonly joinlink: string;
  readonly host: string;
  readonly port: string;
  readonly token: string;
}

/** A relay to join, or what is wrong and where. */
export type Entry = { readonly relay: JoinLink } | { readonly problem: string; readonly field: keyof Fields };

/** A join link may be pasted into the host field, too. */
export function isAddress(text: string): boolean {
  return text.includes("://");
}

/** Reads the form. What the user leaves out is taken from the page's own relay: all relays of a segment with a key share their token. */
export function readEntry(fields: Fields, own: { readonly scheme: Scheme; readonly token: string | null }): Entry {
  const pasted = fields.joinlink.trim();
  const host = fields.host.trim();
  if (pasted !== "" || isAddress(host)) {
    const field = pasted !== "" ? "joinlink" : "host";
    const relay = readJoinLink(fields[field]);
    return relay === null ? { problem: "This is not a join link. One looks like http://host:port/#token=…", field } : { relay };
  }
  if (host === "") return { problem: "Type the relay's host, or paste its join link.", field: "host" };
  const place = splitPort(host);
  const port = place.port ?? (fields.port.trim() || defaultPort);
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    return { problem: "The port must be a number from 1 to 65535.", field: "port" };
  }
  const token = fields.token.trim() || own.token;
  if (token === null) return { problem: "Type the relay's token: this page was opened without one.", field: "token" };
  if (readJoinLink(`${own.scheme}://host:1/#token=${token}`) === null) {
    return { problem: "A token has only letters, digits, - and _, at most 128 of them.", field: "token" };
  }
  const relay = readJoinLink(`${own.scheme}://${place.host}:${port}/#token=${token}`);
  return relay === null ? { problem: "This is not a host name or IP address.", field: "host" } : { relay };
}

/** Takes `host:port` apart, and puts a bare IPv6 address in brackets. */
function splitPort(host: string): { host: string; port: string | null } {
  const withPort = /^(\[.*\]|[^:[\]]*):(\d+)$/.exec(host);
  if (withPort !== null) return { host: withPort[1]!, port: withPort[2]! };
  const bare = host.includes(":") && !host.startsWith("[");
  return { host: bare ? `[${host}]` : host, port: null };
}
