// What is typed in a form marked data-keep="key" stays in this browser until it is saved, even when the session expires.
import { piece } from "./texts.js";

const SKIPPED = /^(csrf_token|version|password.*|code)$/;

function written(form) {
  const fields = {};
  for (const field of form.elements) {
    if ("lookupValue" in field.dataset) fields[field.name] = field.value;
    if (!field.name || SKIPPED.test(field.name) || ["file", "hidden", "password", "submit", "button"].includes(field.type)) continue;
    if (["checkbox", "radio"].includes(field.type)) (fields[field.name] ??= []).push(...(field.checked ? [field.value] : []));
    else fields[field.name] = field.multiple ? [...field.selectedOptions].map((option) => option.value) : field.value;
  }
  return fields;
}

// The words that look-ups show for the identifiers they hold.
function shown(form) {
  const held = [...form.querySelectorAll("[data-lookup-value]")];
  return Object.fromEntries(held.map((field) => [field.name, beside(field).value]));
}

function beside(hidden) {
  return hidden.parentElement.querySelector("[data-lookup]");
}

function restore(form, { fields, labels }) {
  for (const field of form.elements) {
    const kept = fields[field.name];
    if (kept === undefined) continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = kept.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = kept.includes(option.value);
    else if ("lookupValue" in field.dataset) [field.value, beside(field).value] = [kept, labels[field.name]];
    else if (field.type !== "hidden") field.value = kept;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function offer(form, key, kept) {
  const alert = piece("m-kept");
  const forget = () => { sessionStorage.removeItem(key); alert.remove(); form.querySelector("input, textarea, select")?.focus(); };
  alert.querySelector("[data-restore]").addEventListener("click", () => { restore(form, kept); alert.remove(); form.querySelector(".m-input")?.focus(); });
  alert.querySelector("[data-forget]").addEventListener("click", forget);
  form.before(alert);
}

function watch(form) {
  const key = `marelle:${form.dataset.keep}`;
  const start = JSON.stringify(written(form));
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  if (kept && JSON.stringify(kept.fields) !== start) offer(form, key, kept);
  const save = () => {
    const fields = written(form);
    if (JSON.stringify(fields) !== start) sessionStorage.setItem(key, JSON.stringify({ fields, labels: shown(form) }));
  };
  form.addEventListener("input", save);
  form.addEventListener("change", save);
  form.addEventListener("submit", save);
}

// The page that answers a saved form carries data-kept-done: the text is safe elsewhere.
for (const done of document.querySelectorAll("[data-kept-done]")) sessionStorage.removeItem(`marelle:${done.dataset.keptDone}`);
document.querySelectorAll("form[data-keep]").forEach(watch);

// The sign-in page says that something is kept.
for (const notice of document.querySelectorAll("[data-kept-notice]")) {
  notice.hidden = !Object.keys(sessionStorage).some((key) => key.startsWith("marelle:"));
}

// Signing out forgets everything, so that the next person at this desk finds nothing.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-out]")) return;
  for (const key of Object.keys(sessionStorage)) if (key.startsWith("marelle:")) sessionStorage.removeItem(key);
});
