// Fields that show for certain answers (data-when, JSON: name to values), and rows of a grid that wait until asked (data-rows).
import { piece } from "./texts.js";

function answers(form, name) {
  const found = form.querySelectorAll(`[name="${CSS.escape(name)}"]`);
  return [...found].filter((each) => !["radio", "checkbox"].includes(each.type) || each.checked).map((each) => each.value);
}

function follow(form) {
  const waiting = [...form.querySelectorAll("[data-when]")];
  const look = () => {
    for (const field of waiting) {
      const conditions = Object.entries(JSON.parse(field.dataset.when));
      field.hidden = !conditions.every(([name, values]) => answers(form, name).some((each) => values.includes(each)));
    }
  };
  form.addEventListener("change", look);
  form.addEventListener("input", look);
  look();
}

function empty(row) {
  return ![...row.querySelectorAll("input, select, textarea")].some((each) => each.type !== "hidden" && each.value)
    && !row.querySelector(".has-error, .m-comment, [data-conflict]");
}

function fold(table) {
  const more = table.parentElement.querySelector("[data-more]");
  const rows = [...table.querySelectorAll("[data-row]")].filter((row) => !row.querySelector(".m-readonly"));
  const kept = rows.filter((row) => !empty(row));
  for (const row of rows) {
    row.hidden = empty(row) && !(kept.length === 0 && row === rows[0]);
    if (row.hidden) more.append(opener(row, more));
  }
  more.hidden = !rows.some((row) => row.hidden);
  const aimed = () => document.getElementById(location.hash.slice(1))?.closest("[data-row][hidden]")?.opener.click();
  addEventListener("hashchange", aimed);
  aimed();
}

function opener(row, more) {
  const button = piece("m-more");
  button.querySelector("span").textContent = row.dataset.row;
  button.addEventListener("click", () => {
    row.hidden = false;
    button.remove();
    more.hidden = !more.querySelector("button");
    row.querySelector("textarea, select, input:not([type=hidden])")?.focus();
  });
  row.opener = button;
  return button;
}

for (const form of document.querySelectorAll("form:has([data-when])")) follow(form);
document.querySelectorAll("[data-rows]").forEach(fold);
