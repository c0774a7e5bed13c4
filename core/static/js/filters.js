// On a phone the filters are a sheet that a button opens.
import { text } from "./texts.js";

for (const bar of document.querySelectorAll("[data-filters]")) {
  const button = bar.querySelector("[data-filters-open]");
  if (!button) continue;
  const words = button.querySelector("span");
  const label = words.textContent;
  const show = (open) => {
    words.textContent = open ? text("close") : label;
    bar.classList.toggle("is-open", open);
    button.setAttribute("aria-expanded", String(open));
  };
  button.hidden = false;
  button.addEventListener("click", () => show(!bar.classList.contains("is-open")));
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && bar.classList.contains("is-open")) { show(false); button.focus(); }
  });
  bar.addEventListener("submit", () => {
    for (const field of bar.elements) if (field.name && !field.value) field.disabled = true;
  });
}
addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("[data-filters] :disabled")) field.disabled = false;
});
