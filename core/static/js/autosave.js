// A form marked data-autosave="address" sends each field as it is typed, and says so. What cannot be sent stays in this
// browser, for this person and this record, and is sent later, also after a reload. The words are the form's data-word-*.
import { piece } from "./texts.js";

const QUIET = 1000, AT_ONCE = 30, AGAIN = 10000, PATIENCE = 20000, STORE = "marelle:saisie:";
const DRAWINGS = { saved: "cloud-check", saving: "loader", offline: "cloud-off", refused: "circle-x", expired: "lock", conflict: "git-compare-arrows" };
const TONES = { saved: "vert", saving: "neutre", offline: "ambre", refused: "brique", expired: "ambre", conflict: "ambre" };

let forgotten = false, atRest = Promise.resolve();

// Nothing is painted while a mouse button is down: what it presses would move from under it, and miss the click. After
// a drag, or outside the window, its release is never seen: a second is enough.
addEventListener("mousedown", () => {
  atRest = new Promise((rest) => {
    addEventListener("mouseup", () => setTimeout(rest), { once: true, capture: true });
    setTimeout(rest, 1000);
  });
}, true);

class Autosave {
  constructor(form) {
    this.form = form;
    this.words = form.dataset;
    this.key = STORE + form.dataset.keepIn;
    this.line = document.querySelector("[data-saving]");
    this.voice = document.querySelector("[data-saving-voice]");
    this.pending = JSON.parse(localStorage.getItem(this.key) ?? "{}");
    this.known = Object.fromEntries(this.names().map((name) => [name, JSON.stringify(this.value(name))]));
    this.conflicts = {};
    this.problems = {};
    this.state = "saved";
    this.restore();
    this.listen();
    if (this.waiting().length) this.flush();
  }

  names() {
    return [...this.form.querySelectorAll("[data-field]")].map((each) => each.dataset.field).filter((name) => this.controls(name).length);
  }

  holder(name) {
    return this.form.querySelector(`[data-field="${CSS.escape(name)}"]`);
  }

  controls(name) {
    return [...this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  }

  value(name) {
    const all = this.controls(name);
    if (all[0].type === "checkbox") return all.filter((each) => each.checked).map((each) => each.value);
    if (all[0].type === "radio") return all.find((each) => each.checked)?.value ?? "";
    return all[0].value;
  }

  put(name, value) {
    for (const each of this.controls(name)) {
      if (["checkbox", "radio"].includes(each.type)) each.checked = [value].flat().includes(each.value);
      else each.value = value;
    }
    this.controls(name)[0]?.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "autosave" }));
  }

  stamp(name, count) {
    const seen = this.form.elements[`vu.${name}`];
    if (seen && count !== undefined) seen.value = count;
    return Number(seen?.value ?? 0);
  }

  waiting() {
    return Object.keys(this.pending).filter((name) => !(name in this.conflicts));
  }

  restore() {
    for (const [name, { value }] of Object.entries(this.pending)) if (this.controls(name).length) this.put(name, value);
  }

  keep() {
    if (Object.keys(this.pending).length && !forgotten) localStorage.setItem(this.key, JSON.stringify(this.pending));
    else localStorage.removeItem(this.key);
  }

  listen() {
    this.form.addEventListener("input", (event) => event.detail === "autosave" || this.typed(event.target.name, QUIET));
    this.form.addEventListener("change", (event) => this.typed(event.target.name, AT_ONCE));
    this.form.addEventListener("focusout", (event) => this.left(event.target.closest("[data-field]")?.dataset.field, event.relatedTarget));
    this.form.addEventListener("submit", (event) => this.sent(event));
    this.form.addEventListener("click", (event) => this.computed(event));
    document.addEventListener("click", (event) => this.leaving(event));
    addEventListener("online", () => this.flush());
    document.addEventListener("marelle:flush", (event) => event.detail.push(this.flush()));
    addEventListener("pagehide", () => this.waiting().length && this.send(this.waiting(), true));
  }

  typed(name, wait) {
    if (!name || !this.holder(name) || !this.controls(name).length) return;
    const value = this.value(name);
    if (JSON.stringify(value) === this.known[name] && !(name in this.pending)) return;
    this.pending[name] = { ...this.pending[name], value, seen: this.pending[name]?.seen ?? this.stamp(name) };
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
  }

  async left(name, going) {
    if (!name || this.holder(name).contains(going)) return;
    await atRest;
    if (name in this.problems) this.paint(name);
  }

  // Send until nothing waits: true, or false when something stops it.
  async flush() {
    clearTimeout(this.timer);
    while (this.busy) await this.busy;
    while (this.waiting().length) {
      this.busy = this.send(this.waiting());
      const done = await this.busy;
      this.busy = null;
      if (!done) return false;
    }
    return true;
  }

  async send(names, leaving = false) {
    const fields = Object.fromEntries(names.map((name) => [name, { value: this.pending[name].value, seen: this.pending[name].seen }]));
    const before = Object.fromEntries(names.map((name) => [name, this.pending[name].sent]));
    for (const name of names) this.pending[name].sent = this.pending[name].value;
    this.keep();
    this.say("saving");
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.form.elements.csrf_token.value };
    const signal = leaving ? undefined : AbortSignal.timeout(PATIENCE);
    const answer = await fetch(this.words.autosave, { method: "POST", headers, body: JSON.stringify({ fields }), keepalive: leaving, signal }).catch(() => null);
    const told = answer && await answer.json().catch(() => null);
    if (!leaving) await atRest;
    if (answer?.ok && told) return this.received(fields, before, told);
    return this.failed(answer, told);
  }

  failed(answer, told) {
    if (answer?.status === 401) return this.say("expired");
    if (answer && answer.status < 500) return this.say("refused", told?.error ?? "");
    this.timer = setTimeout(() => this.flush(), AGAIN);
    return this.say("offline");
  }

  received(fields, before, told) {
    for (const [name, count] of Object.entries(told.saved)) this.saved(name, fields[name].value, count);
    for (const name of Object.keys(told.locked)) delete this.pending[name];
    for (const [name, both] of Object.entries(told.conflicts)) this.conflict(name, both, before[name]);
    for (const [name, problem] of Object.entries(told.problems)) this.judged(name, problem);
    this.strip(told.pages);
    this.planned(told);
    this.others(told.others);
    this.keep();
    if (Object.keys(this.conflicts).length) this.say("conflict");
    else this.say("saved", told.at);
    return true;
  }

  saved(name, value, count) {
    this.stamp(name, count);
    this.known[name] = JSON.stringify(value);
    if (JSON.stringify(this.pending[name]?.value) === this.known[name]) delete this.pending[name];
    else if (this.pending[name]) this.pending[name].seen = count;
  }

  // What « somebody else » wrote may be what this page sent before the answer was lost: then it is no conflict.
  conflict(name, both, sent) {
    this.stamp(name, both.stamp);
    this.pending[name].seen = both.stamp;
    if (sent !== undefined && JSON.stringify(sent) === JSON.stringify(both.value)) return;
    if (!this.holder(name) || !this.controls(name).length) return;
    this.conflicts[name] = both;
    const alert = piece("m-both"), words = alert.querySelector("p"), theirs = alert.querySelector("[data-theirs]");
    const fill = (text) => text.replace(/#(yours|theirs|who|at)/g, (_, key) => both[key]);
    words.textContent = fill(words.textContent);
    theirs.textContent = fill(theirs.textContent);
    for (const button of alert.querySelectorAll("button")) button.type = "button";
    theirs.addEventListener("click", () => { delete this.pending[name]; this.put(name, both.value); this.known[name] = JSON.stringify(this.value(name)); this.settle(name, alert); });
    alert.querySelector("[data-mine]").addEventListener("click", () => this.settle(name, alert));
    this.holder(name).querySelector("[data-conflict]")?.remove();
    this.holder(name).append(alert);
  }

  async settle(name, alert) {
    delete this.conflicts[name];
    alert.remove();
    this.keep();
    this.controls(name)[0].focus();
    const left = Object.keys(this.conflicts).length;
    if (!this.waiting().length) this.say(left ? "conflict" : "saved", this.at);
    return this.flush();
  }

  judged(name, problem) {
    this.problems[name] = problem;
    if (this.holder(name) && !this.holder(name).contains(document.activeElement)) this.paint(name);
  }

  paint(name) {
    const holder = this.holder(name), problem = this.problems[name], id = `champ-${name}-error`;
    const box = holder.matches(".m-field") ? holder : holder.querySelector(".m-field");
    const control = box.matches("fieldset") ? box : this.controls(name)[0];
    delete this.problems[name];
    box.querySelector(".m-error")?.remove();
    box.classList.toggle("has-error", Boolean(problem));
    const tied = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((each) => each && each !== id);
    if (problem) {
      const line = piece("m-wrong");
      line.id = id;
      line.querySelector("span").textContent = problem;
      box.append(line);
      tied.push(id);
    }
    if (control !== box) control.setAttribute("aria-invalid", String(Boolean(problem)));
    if (tied.length) control.setAttribute("aria-describedby", tied.join(" "));
    else control.removeAttribute("aria-describedby");
  }

  strip(pages) {
    const looks = document.getElementById("m-strip-looks").content;
    const order = ["todo", "partial", "complete", "to_correct", "corrected"];
    const cells = document.querySelectorAll(".m-strip .m-strip-state");
    for (const page of pages) {
      const look = looks.querySelectorAll(".m-strip-state")[order.indexOf(page.state)].cloneNode(true);
      const word = look.querySelector(".m-strip-word");
      if (page.state === "to_correct") word.textContent = word.textContent.replace("0", page.to_correct);
      cells[page.number - 1]?.replaceWith(look);
    }
  }

  planned({ planned_days: days, computed }) {
    const field = this.form.elements.planned_days, row = this.form.querySelector("[data-planned]");
    if (!field || !row) return;
    if (field !== document.activeElement && !("planned_days" in this.pending)) {
      field.value = days;
      this.known.planned_days = JSON.stringify(days);
    }
    row.hidden = !computed;
    row.querySelector("[data-planned-how]").textContent = computed?.how ?? "";
    row.querySelector("[data-planned-days]").textContent = this.form.elements.calcul.value = computed?.days ?? "";
    row.querySelector("[data-planned-take]").hidden = String(computed?.days ?? "") === days;
  }

  // Who else fills in the form just now.
  others(sentences = "") {
    const line = document.querySelector("[data-presence]");
    if (!line || line.querySelector("span").textContent === sentences) return;
    line.hidden = !sentences;
    line.querySelector("span").textContent = sentences;
  }

  computed(event) {
    if (!event.target.closest("[data-planned-take]")) return;
    event.preventDefault();
    this.put("planned_days", this.form.elements.calcul.value);
    this.typed("planned_days", AT_ONCE);
    this.controls("planned_days")[0].focus();
  }

  async sent(event) {
    if (this.through || (!this.waiting().length && !Object.keys(this.conflicts).length && !this.busy)) return;
    event.preventDefault();
    const done = await this.flush();
    if (this.state === "expired") return location.assign(this.words.signIn);
    if (!done || Object.keys(this.conflicts).length) return this.form.querySelector("[data-conflict] button")?.focus();
    this.through = true;
    this.form.requestSubmit(event.submitter);
  }

  async leaving(event) {
    const link = event.target.closest("a[href]");
    if (!link || link.target || event.defaultPrevented || event.metaKey || event.ctrlKey || link.pathname === location.pathname || !this.waiting().length) return;
    event.preventDefault();
    await this.flush();
    location.assign(link.href);
  }

  // Shown at every change; said aloud only when it is another state than before. Returns whether all is well.
  say(state, value = "") {
    if (state === "saved") this.at = value;
    const count = this.waiting().length;
    const word = this.words[{ saved: "wordSaved", saving: "wordSaving", offline: count > 1 ? "wordOfflines" : "wordOffline", refused: "wordRefused", expired: "wordExpired", conflict: "wordConflict" }[state]];
    const text = word.replace("#", state === "offline" ? count : value);
    this.line.className = `m-saving is-${TONES[state]}`;
    this.line.querySelector("use").setAttribute("href", this.line.querySelector("use").getAttribute("href").replace(/#.*/, `#${DRAWINGS[state]}`));
    this.line.querySelector("span").textContent = text;
    if (state !== "saving" && state !== this.state) [this.state, this.voice.textContent] = [state, text];
    return state === "saved";
  }
}

document.querySelectorAll("form[data-autosave]").forEach((form) => new Autosave(form));

// Signing out forgets what waits, so that the next person at this desk finds nothing.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-out]")) return;
  forgotten = true;
  for (const key of Object.keys(localStorage)) if (key.startsWith(STORE)) localStorage.removeItem(key);
  globalThis.caches?.delete("marelle-pointage");
});
