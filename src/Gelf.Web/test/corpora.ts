import { readdirSync, readFileSync } from "node:fs";
import { env } from "node:process";
import { Envelope, envelopeSize, setHopLimit } from "../src/protocol/envelope.ts";
import { readHello, writeHello } from "../src/protocol/hello.ts";
import { formatJoinLink, readJoinLink } from "../src/protocol/joinlink.ts";
import { ReplayWindow } from "../src/protocol/replaywindow.ts";
import { dropReasonNames } from "../src/switching/dropreason.ts";
import type { LinkEntry } from "../src/switching/linkentry.ts";
import { Switch } from "../src/switching/switch.ts";
import { toHex } from "./vectors.ts";

export type Verdict = string | object | null;
/** What the page makes of an input: null for nothing, else a form that C# writes alike. Throws if a promise is broken. */
export type Target = (input: Uint8Array<ArrayBuffer>) => Verdict;

const folder = env["GELF_CORPORA"] ?? "../../tests/corpora"; // from where npm runs tests

/** The files of a target, by name. */
export function loadCorpus(target: string): Map<string, Uint8Array<ArrayBuffer>> {
  const names = readdirSync(`${folder}/${target}`).sort();
  return new Map(names.map((name) => [name, new Uint8Array(readFileSync(`${folder}/${target}/${name}`))]));
}

/** What both implementations make of a target's files, by name. */
export function loadVerdicts(target: string): Readonly<Record<string, Verdict>> {
  const verdicts = JSON.parse(new TextDecoder().decode(readFileSync(`${folder}/verdicts.json`))) as Record<string, Record<string, Verdict>>;
  return verdicts[target]!;
}

/** The targets that the page has; tests/Unit/Fuzzing/Targets has the same ones in C#. */
export const targets: Readonly<Record<string, Target>> = { envelope, hello, joinlink, window: replayWindow, switch: switching };

function envelope(message: Uint8Array<ArrayBuffer>): Verdict {
  const envelope = new Envelope();
  if (!envelope.tryRead(new DataView(message.buffer))) return null;
  const written = new Uint8Array(envelopeSize);
  envelope.write(new DataView(written.buffer));
  promise(toHex(written) === toHex(message.subarray(0, envelopeSize)), "what is read is written as it was");
  promise(readsAlike(message), "what lies around a message does not matter");
  if (envelope.hopLimit > 0) {
    const forwarded = new DataView(message.slice().buffer);
    setHopLimit(forwarded, envelope.hopLimit - 1);
    promise(new Envelope().tryRead(forwarded), "what is forwarded is read again");
  }
  return toHex(message.subarray(0, envelopeSize));
}

function readsAlike(message: Uint8Array): boolean {
  const around = new Uint8Array(message.length + 64).fill(0xff);
  around.set(message, 32);
  const there = new Envelope();
  const here = new Envelope();
  return (
    there.tryRead(new DataView(around.buffer, 32, message.length)) &&
    here.tryRead(new DataView(message.slice().buffer)) &&
    JSON.stringify(there) === JSON.stringify(here)
  );
}

function hello(payload: Uint8Array): Verdict {
  const hello = readHello(payload);
  if (hello === null) return null;
  promise(JSON.stringify(readHello(writeHello(hello))) === JSON.stringify(hello), "a hello that is written is read again");
  return { ...hello };
}

function joinlink(utf8: Uint8Array): Verdict {
  const link = readJoinLink(new TextDecoder("utf-8", { ignoreBOM: true }).decode(utf8));
  if (link === null) return null;
  const written = formatJoinLink(link);
  promise(JSON.stringify(readJoinLink(written)) === JSON.stringify(link), "a join link that is written is read again");
  return written;
}

/** Against a set that remembers all. WindowTarget.cs says what the steps are. */
function replayWindow(steps: Uint8Array): Verdict {
  const window = new ReplayWindow();
  const all = new Set<number>();
  let highest = 0;
  let sequence = 1;
  let answers = "";
  for (let at = 0; at + 3 <= steps.length; at += 3) {
    const by = (steps[at + 1]! * 256 + steps[at + 2]!) * 2 ** (steps[at]! & 0x1f);
    sequence = (steps[at]! & 0x20) === 0 ? Math.min(sequence + by, Number.MAX_SAFE_INTEGER) : Math.max(sequence - by, 1);
    const isNew = highest - sequence < 8192 && !all.has(sequence);
    promise(window.tryMark(sequence) === isNew, `${sequence} is ${isNew ? "new" : "known"}`);
    all.add(sequence);
    highest = Math.max(highest, sequence);
    answers += isNew ? "1" : "0";
  }
  return answers;
}

/** A relay with three links. MessageScript.cs says how the messages lie in the input. */
function switching(script: Uint8Array<ArrayBuffer>): Verdict {
  let delivered = false;
  let forwarded: number[] = [];
  const node = new Switch({ hi: 0, lo: 1 }, { name: "node", role: "relay" }, 0, () => (delivered = true));
  const links = [0, 1, 2].map((link): LinkEntry => {
    const sendControl = (message: ArrayBuffer): void =>
      promise(new Envelope().tryRead(new DataView(message)), "what it says is well-formed");
    return node.openLink({ forward: () => forwarded.push(link), sendControl }, 0)!;
  });
  const answers: string[] = [];
  for (let at = 0; at + 3 <= script.length;) {
    const from = script[at]! % links.length;
    const length = script[at + 1]! * 256 + script[at + 2]!;
    const message = script.slice(at + 3, at + 3 + length);
    at += 3 + message.length;
    delivered = false;
    forwarded = [];
    const drop = node.receive(links[from]!, message.buffer, 0);
    promise(!forwarded.includes(from), "nothing goes back where it came from");
    promise(drop === 0 || (!delivered && forwarded.length === 0), "what is dropped goes nowhere");
    answers.push(`${dropReasonNames[drop]}${delivered ? "+" : ""}${forwarded.sort().join("")}`);
  }
  return answers;
}

function promise(kept: boolean, what: string): void {
  if (!kept) throw new Error(`Not kept: ${what}.`);
}
