// After an action the palet hops from the square where it was, once, unless motion is unwelcome.
const KEY = "marelle-palet";
const palets = () => [...document.querySelectorAll(".m-hop-palet")];

function place(palet) {
  return { x: palet.cx.baseVal.value, y: palet.cy.baseVal.value };
}

function hop(palet, from) {
  const to = place(palet);
  const [dx, dy] = [from.x - to.x, from.y - to.y];
  if (!dx && !dy) return;
  palet.animate([
    { transform: `translate(${dx}px, ${dy}px)` },
    { transform: `translate(${dx / 2}px, ${dy / 2 - 22}px)` },
    { transform: "none" },
  ], { duration: 280, easing: "ease-out" });
}

document.addEventListener("submit", (event) => {
  if (!event.target.closest(".m-action") || event.defaultPrevented) return;
  sessionStorage.setItem(KEY, JSON.stringify({ page: location.pathname, from: palets().map(place) }));
});

const left = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
sessionStorage.removeItem(KEY);
if (left?.page === location.pathname && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
  palets().forEach((palet, rank) => left.from[rank] && hop(palet, left.from[rank]));
}
