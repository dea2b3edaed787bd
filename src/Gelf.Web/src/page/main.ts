import { failures } from "./alarm.ts"; // first: it hears what the others throw
import { AddForm, type Refusal } from "./addform.ts";
import { AddressBar } from "./addressbar.ts";
import { Advice } from "./advice.ts";
import { Awake } from "./awake.ts";
import { BetterPage } from "./betterpage.ts";
import { Device } from "./device.ts";
import { byId } from "./elements.ts";
import { EventLog } from "./eventlog.ts";
import { History } from "./history.ts";
import { Invitations } from "./invitations.ts";
import { Joined } from "./joined.ts";
import { Joining } from "./joining.ts";
import { mendLanguage } from "./language.ts";
import { LinkList, type LinkActions } from "./linklist.ts";
import { LogView } from "./logview.ts";
import { Monitor, type View } from "./monitor.ts";
import { Part, type About, type Guard } from "./part.ts";
import { Picture } from "./picture.ts";
import { Question } from "./question.ts";
import { Summary } from "./summary.ts";
import { WirePort } from "./wireport.ts";

const noJoinLink: Refusal = {
  problem: "The address of this page is not a complete join link. Open it again, or add the relay here.",
  instead: null,
};

const history = new History();
const log = new EventLog();
const joined = new Joined(location);
const advice = new Advice(joined);
let linked: ReadonlySet<string> = new Set();

/** Every part starts alone, and fails alone. */
function start<T extends object>(about: About, make: (guard: Guard) => T | Promise<T>): Part<T> {
  return new Part(about, failures, make);
}

const status = start({ name: "The status", id: "banner" }, () => new Summary(history));
const port = new WirePort(
  {
    report(report) {
      linked = new Set(report.links.filter(({ state }) => state === "open").map(({ key }) => key));
      monitor.show(report);
    },
    dead(words) {
      status.use((summary) => summary.fail(words));
      if (!status.works) failures.tellWords(words);
    },
    failed: (words) => failures.tellWords(words),
  },
  () => new Worker("worker.js"),
);
const joining = new Joining(joined, advice, port, () => {
  address.use((bar) => bar.update());
  device.use((kept) => kept.update());
});

const form = start(
  { name: "The form", id: "add", instead: "Open the join link of a relay instead." },
  (guard) => new AddForm(joined, (relay) => joining.join(relay), guard),
);
const address = start(
  { name: "The address bar", id: "add", shared: true, instead: "Links go on, but the address of this page does not name them all." },
  (guard) => new AddressBar(joined, (relay) => (relay === null ? showRefusal(noJoinLink) : invitations.hear(relay)), guard),
);
const question = start(
  { name: "The question whether to join relays", id: "banner", shared: true, instead: "Nothing was joined. Add the relays in the form." },
  (guard) =>
    new Question(
      joined,
      (yes) => {
        if (!yes) log.say(new Date(), "A link named relays to join, and the answer was no.");
        invitations.answer(yes);
      },
      guard,
    ),
);
const device = start({ name: "Remembering relays", id: "remembering" }, (guard) => new Device(() => joined.all, guard));
const invitations = new Invitations(joined, {
  remembers: () => device.use((kept) => kept.remembers) ?? false,
  isLinked: (key) => linked.has(key),
  join: (relays) => showRefusal(joining.joinAll(relays)),
  ask(invited) {
    address.use((bar) => bar.update()); // loading the page again is not to take it for what was joined
    const full = joining.refuseMore(invited.map(({ relay }) => relay));
    if (full !== null) showRefusal(full);
    const isAsked = full === null && question.use((shown) => (shown.ask(invited), true));
    if (isAsked !== true) invitations.answer(false);
  },
});
start({ name: "Keeping the screen on", id: "awake", instead: "Keep it on by hand, and this tab in view." }, (guard) => new Awake(guard));

const record = start<View>({ name: "The record of traffic", id: "traffic", shared: true }, () => ({
  show(report) {
    history.add(report, performance.now());
    log.follow(report, new Date());
  },
}));
const panels = start<View>({ name: "Showing panels", id: "links-section", shared: true }, () => {
  const sections = [byId("links-section", HTMLElement), byId("traffic", HTMLElement)];
  return { show: ({ links }) => sections.forEach((section) => void (section.hidden = links.length === 0)) };
});
const actions: LinkActions = {
  remove: (key) => {
    joining.leave(key);
    byId("status", HTMLElement).focus();
  },
  pause: (key) => port.order({ order: "pause", key }),
  resume: (key) => port.order({ order: "resume", key }),
};
const links = start({ name: "The list of links", id: "links" }, (guard) => new LinkList(actions, (link) => advice.of(link), guard));
const better = start({ name: "The advice", id: "better" }, () => new BetterPage(advice));
const focusForm = (): void => byId("joinlink", HTMLInputElement).focus();
const picture = start({ name: "The picture", id: "picture" }, (guard) => new Picture(focusForm, guard));
const logView = start({ name: "The log", id: "log-details" }, (guard) => new LogView(log.events, guard));
// These two are made of libraries, which may fail while they load.
const chart = start({ name: "The chart", id: "chart" }, async (guard) => {
  mendLanguage(navigator);
  return new (await import("./chart.ts")).Chart(history, guard);
});
const handOver = start(
  { name: "Handing over", id: "hand-over", instead: "Copy the address of this page to the other phone instead." },
  async (guard) => new (await import("./handover.ts")).HandOver(() => joined.whole(), guard),
);
const monitor = new Monitor([record], [panels, status, links, better, picture, logView, chart, handOver]);

function showRefusal(refusal: Refusal | null): void {
  form.use((shown) => shown.show(refusal));
  if (!form.works && refusal !== null) failures.tellWords(refusal.problem);
}

function wake(why: string): void {
  if (document.visibilityState !== "visible") return;
  log.say(new Date(), why);
  port.order({ order: "wake" });
}

setInterval(() => port.look(), 1000);
addEventListener("online", () => wake("The network is back."));
document.addEventListener("visibilitychange", () => wake("The tab is in view again."));
// A browser may keep a page that was left, frozen with its sockets open: relays would go on sending into it.
addEventListener("pagehide", () => port.end());
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload();
});

// First what the user has let the page remember: whether that and the relays of the address go together depends on it.
const { hash } = location;
const remembered = device.use((kept) => kept.relays) ?? [];
const refusal = remembered.length > 0 ? joining.joinAll(remembered) : null;
address.use((bar) => bar.read(hash));
if (refusal !== null) showRefusal(refusal);
failures.started = true;
