// The bulk bar appears with the first row chosen and says how many are.
const bar = document.querySelector("[data-bulk]");
const form = bar?.closest("form");
const picks = () => [...form.querySelectorAll(".m-pick")];

function refresh() {
  const all = picks();
  const chosen = all.filter((pick) => pick.checked).length;
  const everything = bar.querySelector("[data-bulk-all]");
  const count = everything?.checked ? Number(everything.dataset.bulkAll) : chosen;
  const head = form.querySelector("[data-pick-all]");
  const words = bar.querySelector("[data-bulk-count]");
  bar.toggleAttribute("data-empty", chosen === 0 && !everything?.checked);
  words.textContent = count === 1 ? words.dataset.one : words.dataset.many.replace("#", count.toLocaleString(document.documentElement.lang));
  if (!head) return;
  head.checked = chosen > 0 && chosen === all.length;
  head.indeterminate = chosen > 0 && chosen < all.length;
}

if (bar && form) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) for (const pick of picks()) pick.checked = event.target.checked;
    refresh();
  });
  form.addEventListener("reset", () => setTimeout(refresh));
  refresh();
}
