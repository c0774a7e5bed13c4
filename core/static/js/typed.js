// A field with data-when-typed="id" advises in that place, told aloud, when what should be pasted is typed.
const ENOUGH = 3;

for (const field of document.querySelectorAll("[data-when-typed]")) {
  const place = document.getElementById(field.dataset.whenTyped);
  let typed = 0;
  field.addEventListener("input", (event) => {
    typed = event.inputType === "insertText" ? typed + 1 : event.inputType?.startsWith("delete") ? typed : 0;
    place.textContent = typed >= ENOUGH ? place.dataset.advice : "";
  });
}
