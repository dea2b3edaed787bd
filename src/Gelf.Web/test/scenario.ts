import assert from "node:assert/strict";
import type { Role } from "../src/protocol/hello.ts";
import { MessageKind } from "../src/protocol/messagekind.ts";
import { dropReasonNames } from "../src/switching/dropreason.ts";
import type { LinkEntry } from "../src/switching/linkentry.ts";
import { Switch } from "../src/switching/switch.ts";
import { decode, encode, type Message } from "./messages.ts";
import { idOf, toHex } from "./vectors.ts";

interface Expected {
  readonly deliver?: boolean;
  readonly drop?: string | null;
  readonly forward?: { link: number; hopLimit: number }[];
  readonly lost?: { link: number; origins: string[] }[];
  readonly echoAnswer?: number;
  readonly hellos?: number[];
  readonly links?: number[];
}

export interface Step {
  readonly open?: number;
  readonly close?: number;
  readonly advance?: number;
  readonly mute?: number | true;
  readonly unmute?: number;
  readonly receive?: Message & { link: number };
  readonly send?: { target: string; flow: number };
  readonly many?: { link: number; count: number; origin: string; sequence: number; hopLimit: number };
  readonly expect?: Expected;
}

export interface Scenario {
  readonly name: string;
  readonly node: string;
  readonly role: Role;
  readonly steps: readonly Step[];
}

const nobody = "0000000000000000";
const zeros = (count: number): string => "00".repeat(count);
const byLink = (a: { link: number }, b: { link: number }): number => a.link - b.link;
const ascending = (a: number, b: number): number => a - b;

/** Drives one switch through a scenario, as tests/vectors/README.md says. */
export class Runner {
  private now = 0;
  private readonly node: Switch;
  private readonly links = new Map<number, LinkEntry>();
  private readonly muted = new Set<number>();
  private readonly questions: { link: number; payload: string }[] = [];
  private readonly answersFrom = new Map<number, number>();
  private sent: { link: number; message: ArrayBuffer }[] = [];
  private passedOn: { link: number; message: ArrayBuffer }[] = [];
  private delivered = 0;
  private lastSequence = 0;

  constructor(private readonly scenario: Scenario) {
    this.node = new Switch(idOf(scenario.node), { name: "node", role: scenario.role }, 0, () => this.delivered++);
  }

  run(): void {
    this.scenario.steps.forEach((step, i) => {
      try {
        this.take(step);
      } catch (error) {
        if (error instanceof Error) error.message = `step ${i}, ${JSON.stringify(step)}: ${error.message}`;
        throw error;
      }
    });
  }

  private take(step: Step): void {
    this.sent = [];
    this.passedOn = [];
    this.delivered = 0;
    if (step.open !== undefined) this.open(step.open, step.mute === true);
    else if (typeof step.mute === "number") this.muted.add(step.mute);
    else if (step.unmute !== undefined) this.unmute(step.unmute);
    else if (step.close !== undefined) this.close(step.close);
    else if (step.advance !== undefined) this.advance(step.advance);
    else if (step.receive !== undefined) this.receive(step.receive, step.expect!);
    else if (step.send !== undefined) this.send(step.send, step.expect!);
    else if (step.many !== undefined) this.many(step.many);
    else throw new Error("An unknown step.");
    this.compare(step.expect ?? {});
  }

  private open(link: number, mute: boolean): void {
    if (mute) this.muted.add(link);
    const opened = this.node.openLink(
      {
        forward: (message) => this.passedOn.push({ link, message: message.slice(0) }),
        sendControl: (message) => {
          this.sent.push({ link, message });
          const { kind, payload } = decode(message);
          if (kind === "echo") this.questions.push({ link, payload });
        },
      },
      this.now,
    );
    this.links.set(link, opened!);
    this.answer();
  }

  private unmute(link: number): void {
    this.muted.delete(link);
    this.answer();
  }

  private close(link: number): void {
    const closing = this.links.get(link)!;
    this.links.delete(link);
    this.node.closeLink(closing);
  }

  private advance(seconds: number): void {
    const end = this.now + seconds * 1000;
    while (this.now < end) {
      this.now = Math.min(end, this.now + 50);
      this.node.tick(this.now);
      this.answer();
    }
  }

  private answer(): void {
    const held = this.questions.filter(({ link }) => this.muted.has(link));
    for (const { link, payload } of this.questions.splice(0)) {
      if (this.muted.has(link) || !this.links.has(link)) continue;
      const sequence = (this.answersFrom.get(link) ?? 0) + 1;
      this.answersFrom.set(link, sequence);
      const origin = (0xfffffe00 + link).toString(16).padStart(16, "f");
      const drop = this.give(link, { kind: "echoAnswer", hopLimit: 0, flow: 0, origin, target: nobody, sequence, payload });
      assert.equal(drop, null);
    }
    this.questions.push(...held);
  }

  private give(link: number, message: Message): string | null {
    const drop = this.node.receive(this.links.get(link)!, encode(message), this.now);
    return drop === 0 ? null : dropReasonNames[drop];
  }

  private receive(received: Message & { link: number }, expected: Expected): void {
    const asReceived = new Uint8Array(encode(received));
    assert.equal(this.give(received.link, received), expected.drop, "drop");
    assert.equal(this.delivered, expected.deliver ? 1 : 0, "deliver");
    const forwarded = this.passedOn.map(({ link, message }) => ({ link, hopLimit: new Uint8Array(message)[2]! }));
    assert.deepEqual(forwarded.sort(byLink), expected.forward!.toSorted(byLink), "forward");
    for (const { message } of this.passedOn) {
      const bytes = new Uint8Array(message);
      bytes[2] = asReceived[2]!;
      assert.deepEqual(bytes, asReceived, "forwarded unchanged but for its hop limit");
    }
    const answers = this.sent.filter(({ message }) => decode(message).kind === "echoAnswer");
    assert.deepEqual(
      answers.map(({ link }) => link),
      expected.echoAnswer === undefined ? [] : [expected.echoAnswer],
      "echo answer",
    );
    for (const { message } of answers) assert.equal(decode(message).payload, toHex(asReceived.subarray(32)));
  }

  private send({ target, flow }: { target: string; flow: number }, expected: Expected): void {
    const drop = this.node.originate(MessageKind.frames, idOf(target), flow, new Uint8Array(28));
    assert.equal(drop === 0 ? null : dropReasonNames[drop], expected.drop, "drop");
    assert.deepEqual(this.passedOn.map(({ link }) => link).sort(ascending), expected.links, "links");
    for (const { message } of this.passedOn) {
      const { sequence, ...rest } = decode(message);
      assert.deepEqual(rest, { kind: "frames", hopLimit: 8, flow, origin: this.scenario.node, target, payload: zeros(28) });
      this.lastSequence = Math.max(this.lastSequence, sequence);
    }
  }

  private many({ link, count, origin, sequence, hopLimit }: NonNullable<Step["many"]>): void {
    for (let i = 0n; i < count; i++) {
      const id = (BigInt(`0x${origin}`) + i).toString(16).padStart(16, "0");
      this.give(link, {
        kind: "hello",
        hopLimit,
        flow: 0,
        origin: id,
        target: nobody,
        sequence,
        hello: { name: `many ${i}`, role: "relay" },
      });
    }
  }

  private compare(expected: Expected): void {
    const said = this.sent.map(({ link, message }) => ({ link, ...decode(message) }));
    this.compareLost(
      said.filter(({ kind }) => kind === "lost"),
      expected,
    );
    const hellos = said.filter(({ kind }) => kind === "hello");
    if (expected.hellos !== undefined) assert.deepEqual(hellos.map(({ link }) => link).sort(ascending), expected.hellos, "hellos");
    let hello = 0;
    for (const { kind, hopLimit, origin, target, sequence } of said) {
      const expectedHopLimit = kind === "hello" && this.scenario.role === "relay" ? 8 : 0;
      assert.deepEqual({ hopLimit, origin, target }, { hopLimit: expectedHopLimit, origin: this.scenario.node, target: nobody });
      const sameHello = kind === "hello" && sequence === hello;
      assert(sameHello || sequence > this.lastSequence, `the sequence of ${kind} must be higher than all before it`);
      if (kind === "hello") hello = sequence;
      this.lastSequence = sequence;
    }
  }

  private compareLost(said: { link: number; payload: string }[], expected: Expected): void {
    if (expected.lost === undefined) return;
    const lost = new Map<number, string[]>();
    for (const { link, payload } of said) lost.set(link, [...(lost.get(link) ?? []), ...payload.match(/.{16}/g)!]);
    const actual = [...lost].map(([link, origins]) => ({ link, origins: origins.sort() })).sort(byLink);
    const wanted = expected.lost.map(({ link, origins }) => ({ link, origins: origins.toSorted() })).sort(byLink);
    assert.deepEqual(actual, wanted, "lost");
  }
}
