/** As much of a WebSocket as a link uses. */
export interface Socket {
  binaryType: string;
  readonly bufferedAmount: number;
  readonly protocol: string;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(message: ArrayBuffer): void;
  close(code?: number, reason?: string): void;
}

/**
 * What was found at a relay's address: the versions that it speaks, or
 * - foreign: something answers, but it is no relay
 * - silent: nothing that this page can reach
 */
export type Answer = { readonly versions: readonly string[] } | "foreign" | "silent";

/** What a link needs from the browser, so that tests can stand in for it. */
export interface Surroundings {
  dial(url: string, protocols: string[]): Socket;
  /** Asks over HTTP what is at an address, and says so once; returns what calls it off. */
  ask(url: string, done: (answer: Answer) => void): () => void;
  /** Runs something later; returns what takes it back. Times in ms. */
  after(delay: number, run: () => void): () => void;
  now(): number;
  /** From 0 up to 1. */
  random(): number;
}
