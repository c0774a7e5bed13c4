// The banner: folded or not, and which groups are closed, remembered in two cookies that the server reads.
const banner = document.querySelector("[data-banner]");
const A_YEAR = 60 * 60 * 24 * 365;

function remember(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=${A_YEAR}; samesite=lax`;
}

function fold(button) {
  const folded = banner.classList.toggle("is-folded");
  button.querySelector("span").textContent = folded ? button.dataset.unfoldLabel : button.dataset.foldLabel;
  remember("marelle_banner", folded ? "folded" : "open");
  if (folded) button.blur();
}

function rememberGroups() {
  const closed = [...banner.querySelectorAll("[data-remember]:not([open])")].map((group) => group.dataset.remember);
  remember("marelle_groups", closed.join("."));
}

// A tap on an icon of the folded banner opens the banner: it must not close the group beneath the finger.
let wasFolded = false;

if (banner) {
  const button = banner.querySelector("[data-fold]");
  button.hidden = false;
  button.addEventListener("click", () => fold(button));
  banner.addEventListener("pointerdown", () => { wasFolded = banner.clientWidth < 100; }, true);
  banner.addEventListener("click", (event) => {
    if (wasFolded && event.target.closest("summary")) event.preventDefault();
    wasFolded = false;
  });
  for (const group of banner.querySelectorAll("[data-remember]")) group.addEventListener("toggle", rememberGroups);
}
