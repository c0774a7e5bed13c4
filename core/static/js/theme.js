// The theme changes at once; the form tells the server, so that the choice stays.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.matches("[data-theme-choice]")) return;
  event.preventDefault();
  const body = new FormData(event.target, button);
  fetch(event.target.action, { method: "POST", body, redirect: "manual" }).then((answer) => {
    if (!answer.ok && answer.type !== "opaqueredirect") return HTMLFormElement.prototype.submit.call(event.target);
    document.documentElement.dataset.theme = button.value;
    for (const each of document.querySelectorAll("[data-theme-choice]")) {
      each.setAttribute("aria-pressed", String(each.value === button.value));
    }
  });
});
