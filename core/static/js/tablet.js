// Attendance of a class on a tablet, main[data-tablet]: a mark is kept in this browser first, then sent; what cannot be
// sent waits for the network. Marks hold numbers only. The page itself is kept for the day, for who is signed in.
import { piece } from "./texts.js";

const root = document.querySelector("[data-tablet]");
const AGAIN = 15000, PAGES = "marelle-pointage", STORE = "marelle:pointage:";

class Tablet {
  constructor() {
    this.key = `${STORE}${root.dataset.user}:${location.pathname}${location.search}`;
    this.marks = JSON.parse(localStorage.getItem(this.key) ?? "{}");
    this.conflicts = {};
    this.busy = false;
    root.addEventListener("click", (event) => this.click(event));
    root.querySelector("[data-send]").addEventListener("click", () => this.send());
    addEventListener("online", () => this.send());
    addEventListener("offline", () => this.say());
    for (const [person, mark] of Object.entries(this.marks)) this.paint(person, mark.wanted, true);
    this.count();
    this.say();
    this.keepPage();
    this.send();
  }

  row(person) {
    return root.querySelector(`[data-person="${person}"]`);
  }

  waiting() {
    return Object.keys(this.marks).filter((person) => !this.conflicts[person]);
  }

  keep() {
    try {
      localStorage.setItem(this.key, JSON.stringify(this.marks));
    } catch {
      root.querySelector("[data-full]").hidden = false;
    }
  }

  click(event) {
    const button = event.target.closest("[data-mark]");
    if (!button) return;
    const row = button.closest("[data-person]"), person = row.dataset.person;
    const before = this.marks[person], seen = before?.seen ?? row.dataset.version;
    this.marks[person] = { wanted: button.dataset.mark, seen: seen || null, made_at: new Date().toISOString(), mine: before?.mine ?? before?.made_at ?? null };
    delete this.conflicts[person];
    row.querySelector("[data-both]")?.remove();
    row.querySelector("[data-refused]").hidden = true;
    this.keep();
    this.paint(person, button.dataset.mark, true);
    this.say();
    this.send();
  }

  paint(person, state, waits) {
    const row = this.row(person);
    if (!row) return;
    row.dataset.state = state;
    for (const button of row.querySelectorAll("[data-mark]")) button.setAttribute("aria-pressed", String(button.dataset.mark === state || (!button.dataset.mark && state === "booked")));
    row.querySelector("[data-said-state]").textContent = row.querySelector("[data-mark][aria-pressed=true]")?.textContent.trim() ?? "";
    row.querySelector("[data-waits]").hidden = !waits;
    this.count();
  }

  count() {
    const rows = [...root.querySelectorAll("[data-person]")];
    root.querySelector("[data-count]").textContent = root.dataset.wordCount
      .replace("#here", rows.filter((row) => row.dataset.state === "present").length)
      .replace("#left", rows.filter((row) => row.dataset.state === "booked").length);
  }

  async send() {
    const people = this.waiting();
    if (this.busy || !people.length || !navigator.onLine) return this.say();
    this.busy = true;
    this.say();
    const sent = structuredClone(this.marks), marks = people.map((person) => ({ participant: Number(person), ...sent[person] }));
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": root.dataset.token };
    const answer = await fetch(root.dataset.address, { method: "POST", headers, body: JSON.stringify({ service: root.dataset.service, day: root.dataset.day, marks }) }).catch(() => null);
    const told = await answer?.json().catch(() => null);
    this.busy = false;
    this.ended = [400, 401].includes(answer?.status);
    this.reached = Boolean(answer?.ok && told);
    if (!this.reached) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.send(), AGAIN);
      return this.say();
    }
    for (const each of told.answers) this.received(each, sent[each.participant]);
    this.keep();
    this.say();
    return this.waiting().length ? this.send() : undefined;
  }

  // A mark made while this one was under way stays, and is sent next.
  received(each, sent) {
    const person = each.participant, mark = this.marks[person];
    this.row(person).dataset.version = each.version ?? "";
    if (each.answer === "conflict") return this.both(each, mark);
    if (each.answer === "refused") return this.refused(each);
    if (mark.made_at !== sent.made_at) { [mark.seen, mark.mine] = [each.version, null]; return undefined; }
    delete this.marks[person];
    return this.paint(person, each.state || (mark.wanted === "booked" ? "booked" : ""), false);
  }

  refused(each) {
    const row = this.row(each.participant), line = row.querySelector("[data-refused]");
    delete this.marks[each.participant];
    line.hidden = false;
    line.querySelector("span").textContent = each.said;
    this.paint(each.participant, each.state, false);
  }

  // Somebody else marked the same child otherwise: both versions, and the choice.
  both(each, mark) {
    const row = this.row(each.participant), box = piece("m-tablet-both");
    this.conflicts[each.participant] = each;
    row.querySelector("[data-both]")?.remove();
    box.querySelector("[data-said]").textContent = each.said;
    box.querySelector("[data-theirs]").textContent = each.state_label;
    box.querySelector("[data-mine]").textContent = row.querySelector(`[data-mark="${mark.wanted}"]`)?.textContent.trim();
    box.querySelector("[data-take-theirs]").addEventListener("click", () => this.settle(each, false));
    box.querySelector("[data-take-mine]").addEventListener("click", () => this.settle(each, true));
    row.append(box);
  }

  settle(each, mine) {
    const person = each.participant, row = this.row(person);
    delete this.conflicts[person];
    row.querySelector("[data-both]").remove();
    if (mine) this.marks[person] = { ...this.marks[person], seen: each.version, mine: null, made_at: new Date().toISOString() };
    else { delete this.marks[person]; this.paint(person, each.state, false); }
    this.keep();
    row.querySelector("[data-mark][aria-pressed=true], [data-mark]").focus();
    this.say();
    return this.send();
  }

  say() {
    const line = root.querySelector("[data-network]"), count = Object.keys(this.marks).length;
    const conflicts = Object.keys(this.conflicts).length;
    const state = conflicts ? "conflict" : !navigator.onLine ? "offline" : this.ended ? "ended" : this.busy ? "sending" : count ? "waiting" : "sent";
    line.dataset.is = state;
    const words = root.dataset[`word${state[0].toUpperCase()}${state.slice(1)}`].replace("#", conflicts || count);
    if (line.querySelector("span").textContent !== words) line.querySelector("span").textContent = words;
    for (const drawing of line.querySelectorAll("[data-for]")) drawing.hidden = !drawing.dataset.for.split(" ").includes(state);
    root.querySelector("[data-send]").hidden = !count || state === "sending" || state === "offline";
  }

  // The page and what it is made of, so that it opens without the network; the rest is the worker's.
  async keepPage() {
    if (!navigator.serviceWorker || !root.dataset.worker) return;
    await navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope }).catch(() => null);
    const cache = await caches.open(PAGES).catch(() => null);
    const parts = performance.getEntriesByType("resource").map((each) => each.name.replace(/#.*/, "")).filter((name) => name.includes("/static/"));
    for (const address of new Set([location.href, ...parts])) await cache?.add(address).catch(() => null);
    root.dataset.kept = "yes";
  }
}

if (root) new Tablet();
