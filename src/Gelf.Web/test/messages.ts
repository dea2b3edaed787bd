import { Envelope, envelopeSize } from "../src/protocol/envelope.ts";
import { formatId } from "../src/protocol/id.ts";
import { MessageKind } from "../src/protocol/messagekind.ts";
import { fromHex, idOf, toHex } from "./vectors.ts";

export type KindName = keyof typeof MessageKind;

/** A message in the words of the vectors, as tests write them. */
export interface Message {
  readonly kind: KindName;
  readonly hopLimit: number;
  readonly flow: number;
  readonly origin: string;
  readonly target: string;
  readonly sequence: number;
  readonly payload?: string;
  readonly hello?: object;
  readonly lost?: readonly string[];
  /** What follows the payload. */
  readonly tag?: string;
}

export function encode(message: Message): ArrayBuffer {
  const payload =
    message.hello !== undefined
      ? new TextEncoder().encode(JSON.stringify(message.hello))
      : fromHex(message.lost?.join("") ?? message.payload ?? "");
  const tag = fromHex(message.tag ?? "");
  const bytes = new Uint8Array(envelopeSize + payload.length + tag.length);
  const origin = idOf(message.origin);
  const target = idOf(message.target);
  const envelope = Object.assign(new Envelope(), {
    kind: MessageKind[message.kind],
    tagged: message.tag !== undefined,
    hopLimit: message.hopLimit,
    flow: message.flow,
    sequence: message.sequence,
    originHi: origin.hi,
    originLo: origin.lo,
    targetHi: target.hi,
    targetLo: target.lo,
  });
  envelope.write(new DataView(bytes.buffer));
  bytes.set(payload, envelopeSize);
  bytes.set(tag, envelopeSize + payload.length);
  return bytes.buffer;
}

export function decode(buffer: ArrayBuffer): Omit<Message, "payload" | "hello" | "lost" | "tag"> & { readonly payload: string } {
  const envelope = new Envelope();
  if (!envelope.tryRead(new DataView(buffer))) throw new Error("A malformed message was sent.");
  return {
    kind: (Object.keys(MessageKind) as KindName[]).find((name) => MessageKind[name] === envelope.kind)!,
    hopLimit: envelope.hopLimit,
    flow: envelope.flow,
    origin: formatId({ hi: envelope.originHi, lo: envelope.originLo }),
    target: formatId({ hi: envelope.targetHi, lo: envelope.targetLo }),
    sequence: envelope.sequence,
    payload: toHex(new Uint8Array(buffer, envelopeSize)),
  };
}
