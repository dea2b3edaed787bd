import { randomId } from "../protocol/id.ts";
import { ask } from "./asking.ts";
import { describeBrowser } from "./browser.ts";
import type { Order } from "./report.ts";
import { Wire } from "./wire.ts";

declare const self: DedicatedWorkerGlobalScope;

const tickInterval = 100;
const reportInterval = 500;

const wire = new Wire(
  randomId((values) => crypto.getRandomValues(values)),
  describeBrowser(navigator.userAgent),
  {
    dial: (url, protocols) => new WebSocket(url, protocols),
    ask,
    after: (delay, run) => {
      const timer = setTimeout(run, delay);
      return () => clearTimeout(timer);
    },
    now: () => performance.now(),
    random: () => Math.random(),
  },
);

self.onmessage = ({ data }: MessageEvent<Order>) => {
  wire.obey(data);
  self.postMessage(wire.report());
};
// What nobody catches gets to the page as an error of the worker. The browser does that for errors, and not for these.
self.onmessageerror = () => reportError(new Error("an order of the page could not be read"));
self.onunhandledrejection = (event) => {
  event.preventDefault();
  reportError(event.reason);
};
setInterval(() => wire.tick(), tickInterval);
setInterval(() => self.postMessage(wire.report()), reportInterval);
