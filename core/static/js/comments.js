// Comments in place: the bar goes from one to the next, across pages, and says where one is; boxes save by themselves.
import { refreshActions } from "./actions.js";

const bar = document.querySelector("[data-comment-route]");
const boxes = [...document.querySelectorAll("[data-comment]")];
let route = bar ? JSON.parse(bar.dataset.commentRoute) : [];
let leaving = false;  // the page that comes may have been made before what is being sent was kept
let here = Number(new URLSearchParams(location.search).get("commentaire")) || 0;

const boxOf = (stop) => boxes.find((box) => box.dataset.comment === String(stop.id));
const nearby = (stop) => new URL(stop.url, location.href).pathname === location.pathname;
const linkTo = (way) => bar.querySelector(`[data-comment-${way}]`);

// What a comment is about takes the focus: its field when one can type there, else the box.
function goal(stop) {
  const field = stop.field && document.getElementById(`champ-${stop.field}`);
  if (!field || field.disabled || !field.checkVisibility()) return boxOf(stop);
  return field.matches("fieldset") ? field.querySelector("input:checked") ?? field.querySelector("input") ?? field : field;
}

function say(words) {
  const where = bar.querySelector("[data-comment-where]");
  where.textContent = "";
  setTimeout(() => { where.textContent = words; }, 100);
}

function aim() {
  const rank = route.findIndex((stop) => stop.id === here);
  if (rank < 0 || !linkTo("next")) return;
  linkTo("previous").href = route.at(rank - 1).url;
  linkTo("next").href = route[(rank + 1) % route.length].url;
}

function arrive(stop) {
  here = stop.id;
  boxOf(stop).querySelector("details").open = true;
  const target = goal(stop);
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
  history.replaceState(history.state, "", stop.url);
  aim();
  say(stop.said);
}

function leave(event) {
  const stop = route.find((each) => new URL(each.url, location.href).href === event.currentTarget.href);
  if (!stop || !nearby(stop) || !boxOf(stop)) return;
  event.preventDefault();
  arrive(stop);
}

// Where one types is where one stands: « Suivant » goes on from there.
function follow(event) {
  const id = Number(event.target.closest("[data-comment]")?.dataset.comment);
  const stop = route.find((each) => each.id === id || (each.field && `champ-${each.field}` === event.target.id));
  if (!stop || stop.id === here || route.find((each) => each.id === here && each.field && each.field === stop.field)) return;
  here = stop.id;
  aim();
}

function describe(stop) {
  const field = stop.field && boxOf(stop) && document.getElementById(`champ-${stop.field}`);
  if (!field) return;
  const tied = `${field.getAttribute("aria-describedby") ?? ""} commentaire-${stop.id}-titre commentaire-${stop.id}-texte`;
  field.setAttribute("aria-describedby", tied.trim());
}

function show(box, answer) {
  box.classList.toggle("is-corrected", answer.corrected);
  box.classList.toggle("is-open", !answer.corrected);
  const chip = box.querySelector("[data-comment-chip]");
  chip.className = `m-chip is-${answer.corrected ? "vert" : "ambre"}`;
  chip.querySelector("span").textContent = answer.word;
  chip.querySelector("use").setAttribute("href", chip.querySelector("use").getAttribute("href").replace(/#.*/, answer.corrected ? "#check" : "#message-square-warning"));
  box.querySelector("[data-comment-saved]").textContent = `${answer.saved} · ${answer.count}`;
  if (!bar) return;
  route = JSON.parse(answer.route);
  bar.querySelector("[data-comment-count]").textContent = answer.count;
  const strip = document.querySelector(".m-strip")?.closest("nav");
  if (strip && answer.strip) strip.replaceWith(document.createRange().createContextualFragment(answer.strip));
}

// On the request's page a tick may open an act, and each kept reply makes its forms older than the request.
async function offer(box) {
  const saved = box.querySelector("[data-comment-saved]");
  const found = await refreshActions();
  if (found.length) saved.textContent += ` · ${saved.dataset.saysPossible.replace("#", found.join(", "))}`;
}

function refuse(box, words) {
  const refusal = box.querySelector("[data-comment-refusal]");
  refusal.hidden = !words;
  refusal.querySelector("span").textContent = words;
}

// Waits for what is typed in the form to be kept: the server looks whether the field has changed.
async function settled() {
  const waits = [];
  document.dispatchEvent(new CustomEvent("marelle:flush", { detail: waits }));
  await Promise.allSettled(waits);
}

async function send(box) {
  const [reply, tick] = [box.querySelector("[data-comment-reply]"), box.querySelector("[data-comment-tick]")];
  const [text, wanted, key] = [reply.value, tick.checked, `marelle:reponse-${box.dataset.comment}`];
  await settled();
  const body = new FormData();
  body.set("csrf_token", document.querySelector("[name=csrf_token]").value);
  body.set(reply.name, text);
  if (wanted) body.set(tick.name, "1");
  const saved = box.querySelector("[data-comment-saved]");
  let answer;
  try {
    const response = await fetch(box.querySelector("[data-comment-save]").dataset.commentSave,
      { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true });
    answer = await response.json();
  } catch {
    saved.textContent = saved.dataset.saysUnsaved;
    return;
  }
  if (answer.error) {
    saved.textContent = "";
    refuse(box, [answer.error, answer.remedy].filter(Boolean).join(" "));
    if (wanted && !box.classList.contains("is-corrected")) { tick.checked = false; reply.focus(); }
    return;
  }
  refuse(box, "");
  if (reply.value === text && !leaving) sessionStorage.removeItem(key);
  show(box, answer);
  await offer(box);
}

function watch(box) {
  const reply = box.querySelector("[data-comment-reply]");
  if (!reply) return;
  const key = `marelle:reponse-${box.dataset.comment}`;
  let last = Promise.resolve();
  const queue = () => { last = last.then(() => send(box)); };
  const button = box.querySelector("[data-comment-save]");
  button.type = "button";
  button.addEventListener("click", queue);
  box.addEventListener("input", (event) => {
    event.stopPropagation();
    leaving = false;
    if (event.target === reply) sessionStorage.setItem(key, reply.value);
  });
  box.addEventListener("change", (event) => { event.stopPropagation(); queue(); });
  const kept = sessionStorage.getItem(key);
  if (kept === null) return;
  sessionStorage.removeItem(key);
  if (kept === reply.value) return;
  reply.value = kept;
  queue();
}

boxes.forEach(watch);
addEventListener("beforeunload", () => { leaving = true; });
if (bar) {
  route.forEach(describe);
  for (const way of ["previous", "next"]) linkTo(way)?.addEventListener("click", leave);
  document.addEventListener("focusin", follow);
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || !["PageUp", "PageDown"].includes(event.key)) return;
    event.preventDefault();
    document.activeElement?.blur();
    linkTo(event.key === "PageUp" ? "previous" : "next")?.click();
  });
  const stop = route.find((each) => location.hash === `#commentaire-${each.id}`);
  if (stop && nearby(stop) && boxOf(stop)) addEventListener("load", () => setTimeout(() => arrive(stop)));  // after the browser's own jump
}
