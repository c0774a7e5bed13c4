// The grid of a week, form[data-grid]: arrows move, Space and Enter act, « ? » tells why not, Ctrl+S saves. Each act is
// sent at once and the server draws the cell again; without a script each cell is a button or a link of its own.
import { piece } from "./texts.js";

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

class Grid {
  constructor(form) {
    this.form = form;
    this.table = form.querySelector("table");
    this.voice = form.querySelector("[data-grid-voice]");
    this.here = null;
    this.form.addEventListener("focusin", (event) => this.stand(event.target.closest("[data-cell]")));
    this.form.addEventListener("keydown", (event) => this.key(event));
    this.form.addEventListener("click", (event) => this.click(event));
    for (const cell of this.table.querySelectorAll("[data-cell]")) cell.tabIndex = -1;
    this.stand(this.table.querySelector("[data-cell]"));
  }

  rows() {
    return [...this.table.tBodies].flatMap((body) => [...body.rows]).map((row) => [...row.querySelectorAll("[data-cell]")]).filter((row) => row.length);
  }

  // One stop of the Tab key for the whole grid: the cell where one was last.
  stand(cell) {
    if (!cell) return;
    if (this.here) this.here.tabIndex = -1;
    this.here = cell;
    cell.tabIndex = 0;
  }

  key(event) {
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) return this.save(event);
    const cell = event.target.closest("[data-cell]");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return undefined;
    if (event.key === "?") return this.handled(event, () => this.why(cell));
    if (event.key === " " && cell.matches("a")) return this.handled(event, () => cell.click());
    const target = this.target(cell, event.key);
    return target && this.handled(event, () => target.focus());
  }

  handled(event, act) {
    event.preventDefault();
    act();
  }

  target(cell, key) {
    const rows = this.rows(), y = rows.findIndex((row) => row.includes(cell)), x = rows[y].indexOf(cell);
    if (key === "Home") return rows[y][0];
    if (key === "End") return rows[y].at(-1);
    const move = MOVES[key];
    return move && rows[y + move[0]]?.[x + move[1]];
  }

  save(event) {
    const button = this.form.querySelector("[data-grid-save]");
    if (!button || button.closest("[hidden]")) return;
    event.preventDefault();
    button.click();
  }

  click(event) {
    const cell = event.target.closest("[data-cell]");
    if (!cell || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (cell.matches("a")) this.why(cell);
    else this.act(cell);
  }

  async act(cell) {
    if (cell.getAttribute("aria-busy") === "true") return;
    cell.setAttribute("aria-busy", "true");
    const body = new FormData(this.form);
    body.set("case", cell.value);
    const answer = await fetch(this.form.action, { method: "POST", headers: { Accept: "application/json" }, body }).catch(() => null);
    const told = await answer?.json().catch(() => null);
    cell.removeAttribute("aria-busy");
    if (answer?.status === 401) return location.reload();
    if (!told?.cell) return this.refused(cell, told);
    return this.drawn(cell, told);
  }

  refused(cell, told) {
    this.say([told?.error ?? this.form.dataset.lost, told?.remedy].filter(Boolean).join(" "));
    if (told?.error) this.why(cell);
  }

  drawn(cell, told) {
    const fresh = new DOMParser().parseFromString(told.cell, "text/html").querySelector("[data-cell]");
    const focused = cell === document.activeElement;
    cell.replaceWith(fresh);
    fresh.tabIndex = -1;
    if (cell === this.here) this.stand(fresh);
    if (focused) fresh.focus();
    this.say(told.said);
    this.bar(told);
  }

  bar(told) {
    const bar = this.form.querySelector("[data-grid-bar]");
    if (!bar) return;
    bar.hidden = !told.cart;
    bar.querySelector("[data-grid-count]").textContent = told.words;
  }

  say(sentence) {
    this.voice.textContent = sentence;
    this.voice.classList.toggle("sr-only", !sentence);
  }

  // « Pourquoi pas ? » beside the grid: what its own page says, in a dialog.
  async why(cell) {
    const address = `${this.form.dataset.why}?case=${encodeURIComponent(cell.dataset.cell)}`;
    const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) { this.say(this.form.dataset.lost); return; }
    const told = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-why-told]");
    const dialog = piece("m-why");
    dialog.querySelector("h2").textContent = told.dataset.title;
    dialog.querySelector(".m-dialog-body").replaceChildren(...told.childNodes);
    dialog.addEventListener("close", () => { dialog.remove(); this.here?.focus(); });
    document.body.append(dialog);
    dialog.showModal();
  }
}

for (const form of document.querySelectorAll("form[data-grid]")) new Grid(form);

// A box that ticks all those beneath it, and says so when only some are.
for (const head of document.querySelectorAll("[data-ticks]")) {
  const boxes = [...document.querySelectorAll(`[data-ticked="${head.dataset.ticks}"]`)];
  const look = () => {
    const on = boxes.filter((box) => box.checked).length;
    [head.checked, head.indeterminate] = [on === boxes.length && on > 0, on > 0 && on < boxes.length];
  };
  head.addEventListener("change", () => {
    const wanted = head.checked;
    for (const box of boxes) box.checked = wanted;
    look();
  });
  for (const box of boxes) box.addEventListener("change", look);
  look();
}

// A radio that shows what belongs to it alone.
for (const part of document.querySelectorAll("[data-shown-for]")) {
  const [name, ...values] = part.dataset.shownFor.split(" ");
  const look = () => { part.hidden = !values.includes(document.querySelector(`[name="${name}"]:checked`)?.value); };
  for (const radio of document.querySelectorAll(`[name="${name}"]`)) radio.addEventListener("change", look);
  look();
}
