// A form with data-asks="id" asks without leaving its page: the answer, {value, said}, stands in the dialog of that id.
// A button with data-copies="id" copies that field, or chooses its text where the browser forbids it, and says which.
document.addEventListener("submit", async (event) => {
  const dialog = document.getElementById(event.target.dataset.asks);
  if (!dialog) return;
  event.preventDefault();
  const [field, said] = [dialog.querySelector("[data-answer]"), dialog.querySelector("[data-said]")];
  show(field, "");
  said.textContent = said.dataset.waiting;
  dialog.showModal();
  const sent = { method: "POST", body: new FormData(event.target), headers: { Accept: "application/json" } };
  const found = await fetch(event.target.action, sent).then((answer) => answer.json()).catch(() => null);
  show(field, found?.value ?? "");
  said.textContent = found?.said ?? said.dataset.silent;
});

for (const button of document.querySelectorAll("[data-copies]")) button.hidden = false;

function show(field, value) {
  field.value = value;
  field.closest("[data-answered]").hidden = !value;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copies);
  field.select();
  const copied = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
  button.closest("[data-answered]").parentElement.querySelector("[data-said]").textContent =
    copied || document.execCommand("copy") ? button.dataset.copied : button.dataset.chosen;
});
