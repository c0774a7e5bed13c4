// « Ce que vous pouvez faire », drawn anew once something on the page has changed what is possible.
import { enhance } from "./disclosure.js";

const body = (page) => page.querySelector("#actions > .m-card-body");
const title = (act) => act.querySelector("h3").textContent.trim();
const offered = (acts) => [...acts.querySelectorAll(".m-action")].filter((act) => !act.querySelector(".is-blocked")).map(title);
let turn = 0;

// What is typed, unfolded and under the focus stays so.
function keep(old, fresh) {
  for (const each of old.querySelectorAll("[id]:is(input, textarea, select)")) {
    const again = fresh.querySelector(`#${CSS.escape(each.id)}`);
    if (again) again.value = each.value;
  }
  for (const each of old.querySelectorAll("[data-disclosure][aria-expanded=true]")) {
    const panel = fresh.querySelector(`#${CSS.escape(each.dataset.disclosure)}`);
    if (panel) panel.hidden = false;
  }
  const folded = fresh.querySelector(".m-actions-elsewhere");
  if (folded) folded.open = Boolean(old.querySelector(".m-actions-elsewhere")?.open);
}

function swap(old, fresh) {
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  const [id, act] = [held?.id, held?.closest(".m-action")];
  old.replaceChildren(...fresh.childNodes);
  old.querySelectorAll("[data-disclosure]").forEach(enhance);
  if (!held) return;
  const again = act && [...old.querySelectorAll(".m-action")].find((each) => title(each) === title(act));
  ((id && document.getElementById(id)) || again?.querySelector(".m-action-buttons > *") || old.querySelector("summary, a, button"))?.focus();
}

/** Draws the acts anew; gives the titles of those that were not possible before. */
export async function refreshActions() {
  const [old, mine] = [body(document), ++turn];
  if (!old) return [];
  let page;
  try {
    page = await (await fetch(location.pathname)).text();
  } catch {
    return [];
  }
  const fresh = body(new DOMParser().parseFromString(page, "text/html"));
  if (!fresh || mine !== turn) return [];
  const before = offered(old);
  keep(old, fresh);
  swap(old, fresh);
  return offered(old).filter((each) => !before.includes(each));
}
