import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mendLanguage } from "../src/page/language.ts";
import { Part, type About, type Guard } from "../src/page/part.ts";
import { WirePort } from "../src/page/wireport.ts";
import { describeError } from "../src/worker/errors.ts";
import type { WireReport } from "../src/worker/report.ts";

const about: About = { name: "The chart", id: "chart", instead: "Look at the numbers." };

/** What a page would tell, as `id: words`, and whether it would hide the element. */
class FakeFailures {
  readonly told: string[] = [];
  hidden = false;

  tellAt(id: string, _part: string, words: string, hide: boolean): void {
    this.told.push(`${id}: ${words}`);
    this.hidden = hide;
  }
}

function start<T extends object>(
  make: (guard: Guard) => T | Promise<T>,
  more: Partial<About> = {},
): { part: Part<T>; failures: FakeFailures } {
  const failures = new FakeFailures();
  return { part: new Part({ ...about, ...more }, failures, make), failures };
}

const broken = (): never => {
  throw new RangeError("invalid language tag: C");
};
const advice = "Look at the numbers. Load the page again, or use another browser.";

describe("a part of the page", () => {
  test("that cannot start says so in its place, with what to do, and is left out from then on", () => {
    const { part, failures } = start<object>(broken);
    assert.deepEqual(failures.told, [`chart: The chart does not work: RangeError: invalid language tag: C. ${advice}`]);
    assert.deepEqual([failures.hidden, part.works, part.use(() => 1)], [true, false, null]);
  });

  test("leaves the element to the parts that it shares it with", () => {
    const { failures } = start<object>(broken, { shared: true });
    assert.deepEqual([failures.told.length, failures.hidden], [1, false]);
  });

  test("whose code does not load says so, too", async () => {
    const { part, failures } = start<object>(async () => broken());
    await Promise.resolve();
    await Promise.resolve();
    assert.deepEqual([failures.told.length, failures.hidden, part.works], [1, true, false]);
  });

  test("works from when its code is loaded", async () => {
    const { part, failures } = start(async () => ({ number: 7 }));
    assert.equal(
      part.use(({ number }) => number),
      null,
    );
    await Promise.resolve();
    await Promise.resolve();
    assert.equal(
      part.use(({ number }) => number),
      7,
    );
    assert.deepEqual(failures.told, []);
  });

  test("that fails later says so, and is used again", () => {
    const { part, failures } = start(() => ({ number: 7 }));
    assert.equal(part.use(broken), null);
    assert.deepEqual(failures.told, [`chart: The chart had an error: RangeError: invalid language tag: C. ${advice}`]);
    assert.deepEqual([failures.hidden, part.use(({ number }) => number)], [false, 7]);
  });

  test("tells the errors of its handlers, and of what they wait for", async () => {
    let handle = (_event: string): void => {};
    let wait = (): void => {};
    const { failures } = start((guard) => {
      handle = guard((event: string) => {
        throw new Error(event);
      });
      wait = guard(async () => broken());
      return {};
    });
    handle("a click");
    wait();
    await Promise.resolve();
    assert.equal(failures.told.length, 2);
    assert.match(failures.told[0]!, /had an error: Error: a click/);
    assert.match(failures.told[1]!, /had an error: RangeError/);
  });
});

describe("the page's end of the wire", () => {
  const report = {} as WireReport;

  function open(start?: () => Worker): { heard: string[]; port: WirePort; worker: Worker } {
    const heard: string[] = [];
    const worker = { postMessage: () => heard.push("order") } as unknown as Worker;
    const port = new WirePort(
      {
        report: () => heard.push("report"),
        dead: (words) => heard.push(`dead: ${words}`),
        failed: (words) => heard.push(`failed: ${words}`),
      },
      start ?? (() => worker),
    );
    return { heard, port, worker };
  }

  const say = (worker: Worker): void => worker.onmessage!({ data: report } as MessageEvent);
  const fail = (worker: Worker, message?: string): void => worker.onerror!({ message, preventDefault: () => {} } as ErrorEvent);

  test("says that there is no wire when the worker cannot be made", () => {
    const { heard, port } = open(() => {
      throw new Error("no workers");
    });
    assert.deepEqual(heard, [`dead: ${port.problem}`]);
    assert.match(port.problem!, /^This tab carries nothing: Error: no workers\. Load the page again/);
    port.order({ order: "wake" });
  });

  test("says that there is no wire when the worker hangs, and takes it back when a report comes", () => {
    const { heard, port, worker } = open();
    say(worker);
    for (let look = 0; look < 9; look++) port.look();
    assert.equal(port.problem, null);
    port.look();
    port.look();
    assert.match(port.problem!, /^This tab carries nothing: it does not answer\. Load the page again/);
    say(worker);
    assert.equal(port.problem, null);
    assert.deepEqual(
      heard.map((words) => words.split(":")[0]),
      ["report", "dead", "failed", "report"],
    );
  });

  test("says that there is no wire when its script cannot be loaded, or does not run", () => {
    for (const [message, words] of [
      [undefined, /script could not be loaded/],
      ["Uncaught SyntaxError: x", /nothing: SyntaxError: x\./],
    ] as const) {
      const { heard, port, worker } = open();
      fail(worker, message);
      assert.match(port.problem!, words);
      assert.equal(heard.length, 1);
    }
  });

  test("says that something failed in a wire that goes on, and still shows its reports", () => {
    const { heard, port, worker } = open();
    say(worker);
    fail(worker, "Uncaught TypeError: x");
    say(worker);
    assert.deepEqual([heard[0], heard[2], port.problem], ["report", "report", null]);
    assert.match(heard[1]!, /^failed: Something went wrong in the wire: TypeError: x\. It goes on/);
  });

  test("finds out that a wire with an error at its start goes on after all", () => {
    const { heard, port, worker } = open();
    fail(worker, "TypeError: x");
    say(worker);
    assert.deepEqual([heard.length, port.problem], [3, null]);
    assert.match(heard[1]!, /^failed: Something went wrong in the wire: TypeError: x\./);
    assert.equal(heard[2], "report");
  });
});

describe("an error in words", () => {
  for (const [error, words] of [
    [new RangeError("invalid language tag: C"), "RangeError: invalid language tag: C"],
    [new Error("Ends with a stop."), "Error: Ends with a stop"],
    [new Error(""), "Error"],
    [{ name: "SecurityError", message: "denied" }, "SecurityError: denied"],
    ["Uncaught TypeError: x", "TypeError: x"],
    [undefined, "undefined"],
    [{ strange: true }, '{"strange":true}'],
    [
      new Error("http://a:1/#token=s3cret&with=http%3A%2F%2Fb%3A1%2F%23token%3Ds3cret-2"),
      "Error: http://a:1/#token=…&with=http%3A%2F%2Fb%3A1%2F%23token=…",
    ],
  ] as [unknown, string][]) {
    test(words, () => assert.equal(describeError(error), words));
  }

  test("an object that cannot be written down", () => {
    const circle: { circle?: unknown } = {};
    circle.circle = circle;
    assert.equal(describeError(circle), "an object that cannot be written down");
  });
});

describe("the browser's language", () => {
  for (const [language, mended] of [
    ["C", "en"],
    ["", "en"],
    ["de-CH", "de-CH"],
    ["en", "en"],
  ] as const) {
    test(`${JSON.stringify(language)} is ${mended} to the page`, () => {
      const browser = Object.create({ language }) as { readonly language: string };
      mendLanguage(browser);
      assert.equal(browser.language, mended);
    });
  }
});
