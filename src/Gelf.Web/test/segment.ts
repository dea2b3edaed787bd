import type { Role } from "../src/protocol/hello.ts";
import { MessageKind } from "../src/protocol/messagekind.ts";
import type { LinkEntry } from "../src/switching/linkentry.ts";
import { Switch } from "../src/switching/switch.ts";
import { decode } from "./messages.ts";

const everybody = { hi: 0, lo: 0 };

export class SimulatedNode {
  readonly id: { hi: number; lo: number };
  readonly node: Switch;
  /** Frames envelopes delivered here: how often each origin and payload. */
  readonly delivered = new Map<string, number>();

  constructor(
    readonly number: number,
    role: Role,
    now: number,
  ) {
    this.id = { hi: number * 0x01000193, lo: number };
    this.node = new Switch(this.id, { name: `node ${number}`, role }, now, (message) => {
      const { kind, payload } = decode(message);
      if (kind === "frames") this.delivered.set(payload, (this.delivered.get(payload) ?? 0) + 1);
    });
  }
}

interface Cable {
  readonly ends: readonly [SimulatedNode, SimulatedNode];
  readonly links: [LinkEntry | null, LinkEntry | null];
}

/** Nodes, cables of 1 ms between them, and a clock. */
export class Segment {
  now = 0;
  private sent = 0;
  private readonly nodes: SimulatedNode[] = [];
  private inFlight: { at: number; arrive: () => void }[] = [];

  add(role: Role): SimulatedNode {
    const node = new SimulatedNode(this.nodes.length + 1, role, this.now);
    this.nodes.push(node);
    return node;
  }

  join(left: SimulatedNode, right: SimulatedNode): Cable {
    const cable: Cable = { ends: [left, right], links: [null, null] };
    for (const end of [0, 1] as const) {
      const carry = (message: ArrayBuffer): void => this.carry(cable, end, message.slice(0));
      cable.links[end] = cable.ends[end].node.openLink({ forward: carry, sendControl: carry }, this.now);
    }
    return cable;
  }

  cut(cable: Cable): void {
    for (const end of [0, 1] as const) {
      const link = cable.links[end];
      cable.links[end] = null;
      if (link !== null) cable.ends[end].node.closeLink(link);
    }
  }

  pass(time: number): void {
    for (const end = this.now + time; this.now < end; this.now++) {
      const due = this.inFlight.filter(({ at }) => at <= this.now);
      this.inFlight = this.inFlight.filter(({ at }) => at > this.now);
      for (const { arrive } of due) arrive();
      if (this.now % 50 === 0) for (const { node } of this.nodes) node.tick(this.now);
    }
  }

  /** Sends one envelope, waits until it must have arrived, and says how often each node got it. */
  count(from: SimulatedNode, target: SimulatedNode | null, flow: number): number[] {
    const mark = new Uint8Array(4);
    new DataView(mark.buffer).setUint32(0, ++this.sent);
    from.node.originate(MessageKind.frames, target?.id ?? everybody, flow, mark);
    this.pass(20);
    const payload = this.sent.toString(16).padStart(8, "0");
    return this.nodes.map(({ delivered }) => delivered.get(payload) ?? 0);
  }

  private carry(cable: Cable, from: 0 | 1, message: ArrayBuffer): void {
    const to = from === 0 ? 1 : 0;
    this.inFlight.push({
      at: this.now + 1,
      arrive: () => {
        const link = cable.links[to];
        if (link !== null) cable.ends[to].node.receive(link, message, this.now);
      },
    });
  }
}
