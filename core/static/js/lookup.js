// A field that proposes while one types: data-lookup holds the address that answers [{id, label, detail}].
// Without JavaScript the field stays what it is; with it, a hidden input takes its name and the identifier.
// data-lookup-free: what is typed is sent as it is when nothing was chosen.
import { text } from "./texts.js";

const WAIT = 200;

class Lookup {
  constructor(field, rank) {
    this.field = field;
    this.list = document.createElement("ul");
    this.voice = document.createElement("span");
    this.hidden = document.createElement("input");
    this.items = [];
    this.at = -1;
    this.build(`${field.id || "lookup"}-${rank}-list`);
    this.listen();
  }

  build(id) {
    const { field, list, voice, hidden } = this;
    const box = document.createElement("span");
    box.className = "m-lookup";
    list.className = "m-lookup-list";
    list.id = id;
    list.role = "listbox";
    list.hidden = true;
    list.setAttribute("aria-label", field.labels?.[0]?.textContent.trim() ?? field.getAttribute("aria-label") ?? "");
    voice.className = "sr-only";
    voice.role = "status";
    Object.assign(hidden, { type: "hidden", name: field.name, value: field.value });
    hidden.dataset.lookupValue = "";
    field.value = field.dataset.lookupLabel ?? field.value;
    field.removeAttribute("name");
    Object.assign(field, { autocomplete: "off", role: "combobox", ariaAutoComplete: "list", ariaExpanded: "false" });
    field.setAttribute("aria-controls", id);
    field.before(box);
    box.append(field, list, voice, hidden);
  }

  listen() {
    this.field.addEventListener("input", () => {
      this.hidden.value = this.field.dataset.lookupFree === undefined ? "" : this.field.value;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.search(), WAIT);
    });
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("blur", () => setTimeout(() => this.leave(), 150));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose([...this.list.children].indexOf(option));
    });
  }

  async search() {
    const query = this.field.value.trim();
    if (!query) return this.close();
    const address = new URL(this.field.dataset.lookup, location.href);
    address.searchParams.set("q", query);
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || query !== this.field.value.trim()) return;
    this.items = await answer.json();
    this.show();
  }

  show() {
    this.at = -1;
    this.list.replaceChildren(...(this.items.length ? this.items.map((item, rank) => this.option(item, rank)) : [this.note()]));
    this.list.hidden = false;
    this.field.ariaExpanded = "true";
    this.voice.textContent = this.items.length ? text("results", this.items.length) : text("none");
  }

  option(item, rank) {
    const option = document.createElement("li");
    const detail = document.createElement("small");
    option.role = "option";
    option.id = `${this.list.id}-${rank}`;
    option.ariaSelected = "false";
    option.textContent = item.label;
    detail.textContent = item.detail ?? "";
    option.append(detail);
    return option;
  }

  note() {
    const note = document.createElement("li");
    note.className = "is-note";
    note.role = "option";
    note.ariaDisabled = "true";
    note.textContent = text("none");
    return note;
  }

  key(event) {
    if (event.key === "Escape" && !this.list.hidden) { event.preventDefault(); return this.close(); }
    if (event.key === "Enter" && this.at >= 0 && !this.list.hidden) { event.preventDefault(); return this.choose(this.at); }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    if (this.list.hidden) return this.search();
    if (this.items.length) this.mark((this.at + step + this.items.length) % this.items.length);
  }

  mark(rank) {
    this.list.children[this.at]?.setAttribute("aria-selected", "false");
    this.at = rank;
    const option = this.list.children[rank];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", option.id);
  }

  choose(rank) {
    const item = this.items[rank];
    if (!item) return;
    this.field.value = item.label;
    this.hidden.value = item.id;
    this.hidden.dispatchEvent(new Event("change", { bubbles: true }));
    this.close();
  }

  leave() {
    if (!this.hidden.value && this.field.value && this.items.length === 1) this.choose(0);
    else this.close();
  }

  close() {
    this.list.hidden = true;
    this.at = -1;
    this.field.ariaExpanded = "false";
    this.field.removeAttribute("aria-activedescendant");
  }
}

document.querySelectorAll("input[data-lookup]").forEach((field, rank) => new Lookup(field, rank));
