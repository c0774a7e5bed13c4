// A menu made of details: one open at a time, turned towards the page, closed by Escape or a click elsewhere.
function close(menu, refocus) {
  menu.open = false;
  if (refocus) menu.querySelector("summary").focus();
}

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.("details[data-menu]") || !menu.open) return;
  for (const other of document.querySelectorAll("details[data-menu][open]")) if (other !== menu) close(other);
  const panel = menu.querySelector(".m-menu-panel");
  panel?.classList.toggle("is-flipped", panel.getBoundingClientRect().right > document.documentElement.clientWidth);
  menu.querySelector(".m-menu-panel :is(input:not([type=hidden]), select)")?.focus();
}, true);

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) close(menu);
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details[data-menu][open]");
  if (menu) close(menu, menu.contains(document.activeElement));
});
