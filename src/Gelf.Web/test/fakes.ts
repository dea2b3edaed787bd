import type { Answer, Socket, Surroundings } from "../src/worker/surroundings.ts";

/** A WebSocket that does what a test says. */
export class FakeSocket implements Socket {
  binaryType = "blob";
  bufferedAmount = 0;
  protocol = "";
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  readonly sent: ArrayBuffer[] = [];
  closed: { code: number | undefined; reason: string | undefined } | null = null;

  constructor(
    readonly url: string,
    readonly protocols: readonly string[],
  ) {}

  send(message: ArrayBuffer): void {
    this.sent.push(message.slice(0));
  }

  close(code?: number, reason?: string): void {
    this.closed = { code, reason };
  }

  open(protocol = "gelf.1"): void {
    this.protocol = protocol;
    this.onopen!({} as Event);
  }

  deliver(data: unknown): void {
    this.onmessage!({ data } as MessageEvent);
  }

  drop(code = 1006, reason = ""): void {
    this.onclose!({ code, reason } as CloseEvent);
  }
}

/** A browser with a clock of its own. */
export class FakeBrowser implements Surroundings {
  readonly sockets: FakeSocket[] = [];
  refusal: Error | null = null;
  /** What is found where a relay should be. Null: the question hangs. */
  answer: Answer | null = "silent";
  readonly asked: string[] = [];
  chance = 0;
  private time = 0;
  private timers: { at: number; run: () => void }[] = [];

  get socket(): FakeSocket {
    return this.sockets.at(-1)!;
  }

  dial(url: string, protocols: string[]): Socket {
    if (this.refusal !== null) throw this.refusal;
    const socket = new FakeSocket(url, protocols);
    this.sockets.push(socket);
    return socket;
  }

  ask(url: string, done: (answer: Answer) => void): () => void {
    this.asked.push(url);
    const { answer } = this;
    return answer === null ? () => {} : this.after(0, () => done(answer));
  }

  after(delay: number, run: () => void): () => void {
    const timer = { at: this.time + delay, run };
    this.timers.push(timer);
    return () => (this.timers = this.timers.filter((other) => other !== timer));
  }

  now(): number {
    return this.time;
  }

  random(): number {
    return this.chance;
  }

  /** Lets answers come in, in no time. */
  settle(): void {
    for (let due = this.due(); due.length > 0; due = this.due()) {
      this.timers = this.timers.filter((timer) => !due.includes(timer));
      for (const { run } of due) run();
    }
  }

  /** Lets time pass in steps of 50 ms; `each` runs after every step. */
  pass(time: number, each: () => void = () => {}): void {
    const end = this.time + time;
    while (this.time < end) {
      this.time = Math.min(end, this.time + 50);
      this.settle();
      each();
    }
  }

  private due(): { at: number; run: () => void }[] {
    return this.timers.filter(({ at }) => at <= this.time);
  }
}
