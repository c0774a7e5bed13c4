/** « Pourquoi pas ? »: a link to an explanation that opens it in place instead. */
export function enhance(link) {
  const panel = document.getElementById(link.dataset.disclosure);
  if (!panel) return;
  link.setAttribute("role", "button");
  link.setAttribute("aria-controls", panel.id);
  const show = (open) => {
    panel.hidden = !open;
    link.setAttribute("aria-expanded", String(open));
  };
  show(!panel.hidden);
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    show(panel.hidden);
  });
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    link.click();
  });
  for (const each of [link, panel]) each.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    show(false);
    link.focus();
  });
}

document.querySelectorAll("[data-disclosure]").forEach(enhance);
