// A question before a form is sent: data-confirm on the form or on the button holds the sentence.
import { piece } from "./texts.js";

function ask(form, button) {
  const source = button?.dataset.confirm ? button : form;
  const dialog = piece("m-confirm");
  const verb = dialog.querySelector("[data-verb]");
  const typed = source.dataset.confirmTyped;
  dialog.querySelector("h2").textContent = source.dataset.confirmTitle ?? button.textContent.trim();
  dialog.querySelector("[data-sentence]").textContent = source.dataset.confirm;
  verb.textContent = button.textContent.trim();
  if (typed) askFor(dialog, verb, typed);
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "yes") send(form, button);
    dialog.remove();
    button.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function askFor(dialog, verb, typed) {
  const label = dialog.querySelector("[data-typed-label]");
  const field = dialog.querySelector("input");
  label.textContent = label.textContent.replace("#", typed);
  dialog.querySelector("[data-typed]").hidden = false;
  verb.setAttribute("aria-disabled", "true");
  field.addEventListener("input", () => verb.setAttribute("aria-disabled", String(field.value.trim() !== typed)));
  verb.addEventListener("click", (event) => {
    if (verb.getAttribute("aria-disabled") !== "true") return;
    event.preventDefault();
    field.focus();
  });
}

// The server asks its own question unless the form says that it was answered here.
function send(form, button) {
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "confirmed", value: "1" }));
  form.dataset.confirmed = "yes";
  form.requestSubmit(button);
  delete form.dataset.confirmed;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter ?? form.querySelector("button");
  if (form.dataset.confirmed || !(form.dataset.confirm || button?.dataset.confirm)) return;
  event.preventDefault();
  ask(form, button);
});
