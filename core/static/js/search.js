// « / » goes to the search field, unless one is writing; Escape leaves it.
const field = document.querySelector("[data-search]");

function writing(element) {
  return element?.matches("input, textarea, select, [contenteditable]") || element?.closest("dialog");
}

document.addEventListener("keydown", (event) => {
  if (!field || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !writing(document.activeElement)) {
    event.preventDefault();
    field.focus();
  }
  if (event.key === "Escape" && document.activeElement === field) field.blur();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});
