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

/** What a link needs from the browser, so that tests can stand in for it. */
export interface Surroundings {
  dial(url: string, protocols: string[]): Socket;
  /** Runs something later; returns what takes it back. Times in ms. */
  after(delay: number, run: () => void): () => void;
  now(): number;
  /** From 0 up to 1. */
  random(): number;
}
