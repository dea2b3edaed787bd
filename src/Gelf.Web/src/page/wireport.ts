import { describeError } from "../worker/errors.ts";
import type { Order, WireReport } from "../worker/report.ts";

/** What the page does with what comes from the wire. */
export interface WireListener {
  readonly report: (report: WireReport) => void;
  /** There is no wire, for the reason given. */
  readonly dead: (words: string) => void;
  /** The wire goes on, but something in it failed. */
  readonly failed: (words: string) => void;
}

/** Looks without a report between them after which the worker hangs. A browser that freezes the tab stops both. */
const silentLooks = 10;

/** The page's end of the worker that is the wire. */
export class WirePort {
  private silent = 0;
  private worker: Worker | null = null;
  private alive = false;
  private cause: string | null = null;

  constructor(
    private readonly listener: WireListener,
    start: () => Worker,
  ) {
    try {
      this.worker = start();
    } catch (error) {
      this.fail(describeError(error));
      return;
    }
    this.worker.onmessage = ({ data }: MessageEvent<WireReport>) => this.hear(data);
    this.worker.onerror = (event) => {
      event.preventDefault(); // else the browser reports it to the page a second time
      this.fail(event.message ? describeError(event.message) : "its script could not be loaded");
    };
    this.worker.onmessageerror = () => this.fail("its report could not be read");
  }

  /** Why nothing can be joined; null if that can be. */
  get problem(): string | null {
    return this.cause === null
      ? null
      : `This tab carries nothing: ${this.cause}. Load the page again while its relay runs, or use another browser.`;
  }

  order(order: Order): void {
    this.worker?.postMessage(order);
  }

  /** Notices that the worker hangs. The page calls this every second. */
  look(): void {
    if (this.worker === null || this.cause !== null || ++this.silent < silentLooks) return;
    this.alive = false;
    this.fail("it does not answer");
  }

  end(): void {
    this.worker?.terminate();
  }

  private hear(report: WireReport): void {
    this.alive = true;
    this.silent = 0;
    const { cause } = this;
    if (cause !== null) {
      this.cause = null;
      this.fail(cause); // it was not the end after all
    }
    this.listener.report(report);
  }

  /** Before its first report, an error is taken for the end of it: the browser does not say whether its script got any further. */
  private fail(cause: string): void {
    console.error(`The wire: ${cause}`);
    if (this.alive)
      return this.listener.failed(`Something went wrong in the wire: ${cause}. It goes on. If a link does not work, load the page again.`);
    this.cause = cause;
    this.listener.dead(this.problem!);
  }
}
