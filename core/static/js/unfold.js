// The card that an address names opens, whether one comes with it or follows a link of the page.
function unfold() {
  const card = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (card instanceof HTMLDetailsElement) card.open = true;
}
addEventListener("hashchange", unfold);
unfold();
