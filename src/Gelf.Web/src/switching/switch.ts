import { Envelope, envelopeSize, maxHopLimit } from "../protocol/envelope.ts";
import type { Hello } from "../protocol/hello.ts";
import type { Id } from "../protocol/id.ts";
import { MessageKind } from "../protocol/messagekind.ts";
import { DropReason } from "./dropreason.ts";
import type { LinkEntry } from "./linkentry.ts";
import { LinkTable } from "./linktable.ts";
import type { OriginEntry } from "./originentry.ts";
import { OriginTable } from "./origintable.ts";
import { Announcing } from "./switch.announcing.ts";
import { Receiving } from "./switch.receiving.ts";
import type { SwitchOutput } from "./switchoutput.ts";

/**
 * A node of the segment: forwards between its links by the rules of the protocol. It has no clock, no sockets and no
 * timers: whoever drives it says what time it is (in ms), and calls `tick` some ten times a second.
 */
export class Switch {
  private readonly links = new LinkTable();
  private readonly originTable = new OriginTable();
  private readonly announcing: Announcing;
  private readonly receiving: Receiving;
  private readonly envelope = new Envelope();

  constructor(id: Id, hello: Hello, now: number, deliver: (message: ArrayBuffer) => void = () => {}) {
    this.announcing = new Announcing(id, hello, this.links, this.originTable, now);
    this.receiving = new Receiving(
      id,
      this.originTable,
      this.announcing,
      (from, envelope, message) => this.route(from, envelope, message),
      deliver,
    );
  }

  get origins(): Iterable<OriginEntry> {
    return this.originTable;
  }

  /** Takes a new link in and says hello. Null if there are as many links as a node can have. */
  openLink(output: SwitchOutput, now: number): LinkEntry | null {
    const link = this.links.add(output);
    if (link === null) return null;
    try {
      // On all links: on the new one alone, a newer hello than they have would draw everybody's path to this link.
      this.announcing.floodHello();
      this.announcing.ask(link, now);
    } catch (error) {
      this.closeLink(link); // who opened it does not have it yet, and cannot
      throw error;
    }
    return link;
  }

  /** Leaves a link out from now on. */
  closeLink(link: LinkEntry): void {
    if (!this.links.remove(link)) return;
    const emptied: OriginEntry[] = [];
    for (const origin of this.originTable) {
      if (origin.remove(link.bit)) emptied.push(origin);
    }
    this.announcing.sayLost(emptied, null);
  }

  /** Takes a message that came in on a link; forwards it in place. Says why it was dropped, if it was. */
  receive(from: LinkEntry, message: ArrayBuffer, now: number): DropReason {
    return this.receiving.receive(from, message, now);
  }

  /** Sends a message of this node's own. */
  originate(kind: number, target: Id, flow: number, payload: Uint8Array): DropReason {
    const message = this.announcing.newMessage(kind, payload.length, maxHopLimit, target, flow);
    new Uint8Array(message, envelopeSize).set(payload);
    this.envelope.tryRead(new DataView(message));
    return this.route(null, this.envelope, message) ? DropReason.none : DropReason.noRoute;
  }

  /** Does what is due: hellos, echo questions, and noticing who is silent. */
  tick(now: number): void {
    this.announcing.tick(now);
  }

  /** Sends a message on: over one link to a target that is known, over all others otherwise. False if a target has no route. */
  private route(from: LinkEntry | null, { kind, flow, targetHi, targetLo, forAll }: Envelope, message: ArrayBuffer): boolean {
    const known = forAll ? 0 : (this.originTable.find(targetHi, targetLo)?.links ?? 0);
    if (known !== 0) {
      const candidates = this.links.usable(known) & ~(from?.bit ?? 0);
      if (candidates === 0) return false;
      send(this.links.pick(candidates, flow), message, kind);
      return true;
    }
    let sent = forAll;
    for (const link of this.links.open) {
      if (link === from || link.stalled) continue;
      send(link, message, kind);
      sent = true;
    }
    return sent;
  }
}

function send(link: LinkEntry, message: ArrayBuffer, kind: number): void {
  if (kind === MessageKind.frames) link.echo.markBusy();
  link.output.forward(message);
}
