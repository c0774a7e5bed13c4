// Buttons that insert a word where the caret last stood in one of the fields marked data-inserted, and say so.
const fields = [...document.querySelectorAll("[data-inserted]")];
let last = fields.find((field) => field.dataset.inserted === "first") ?? fields[0];

for (const field of fields) field.addEventListener("focus", () => { last = field; });

for (const button of document.querySelectorAll("[data-inserts]")) {
  button.addEventListener("click", () => {
    last.setRangeText(button.dataset.inserts, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
    last.focus();
    const voice = document.querySelector("[data-inserts-voice]");
    voice.textContent = voice.dataset.said.replace("#", button.dataset.inserts);
  });
}
