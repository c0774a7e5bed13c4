// Documents to join: looked at before they leave, sent one by one with their progress, tried again by hand.
import { piece } from "./texts.js";

const root = document.querySelector("[data-papers]");
const said = (name, values = {}) => root.dataset[`says${name}`].replace(/#(\w+)/g, (_, key) => values[key] ?? "");

function weight(octets) {
  const units = root.dataset.units.split(" ");
  let [value, unit] = [octets, 0];
  while (value >= 1024 && unit < units.length - 1) { value /= 1024; unit += 1; }
  return `${value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: unit ? 1 : 0 })}\u00a0${units[unit]}`;
}

function exact(octets) {
  return root.dataset.octets.replace("#count", octets.toLocaleString(document.documentElement.lang));
}

/** What is wrong with a file, in a sentence, before anything is sent; the server looks at it all the same. */
async function fault(file) {
  const [limit, room] = [Number(root.dataset.limit), Number(root.dataset.room)];
  if (!file.name.toLowerCase().endsWith(".pdf")) return said("Pdf");
  if (file.size > limit) {
    const tell = weight(file.size) === weight(limit) ? exact : weight;
    return said("Big", { size: tell(file.size), limit: tell(limit) });
  }
  if (!file.size) return said("Empty");
  if (file.size > room) return said("Room", { room: weight(room) });
  return (await file.slice(0, 5).text()) === "%PDF-" ? "" : said("Pdf");
}

function voice(sentence) {
  root.querySelector("[data-papers-voice]").textContent = sentence;
}

function failed(row, sentence, retry) {
  row.querySelector("progress").hidden = true;
  const error = row.querySelector("[data-error]");
  error.hidden = false;
  error.lastElementChild.textContent = sentence;
  const again = row.querySelector("[data-retry]");
  again.hidden = !retry;
  again.onclick = retry;
  row.querySelector("[data-close]").hidden = false;
  voice(sentence);
}

function waiting(row) {
  row.querySelector("progress").hidden = false;
  for (const part of ["[data-error]", "[data-retry]", "[data-close]"]) row.querySelector(part).hidden = true;
}

/** Send one file; resolves to the server's answer, or to a sentence and whether trying again may help. */
function send(form, file, row) {
  return new Promise((resolve) => {
    const sent = new XMLHttpRequest();
    const body = new FormData();
    body.append("csrf_token", form.elements.csrf_token.value);
    body.append("file", file, file.name);
    sent.upload.onprogress = (event) => { row.querySelector("progress").value = (100 * event.loaded) / (event.total || 1); };
    sent.onerror = sent.ontimeout = () => resolve({ wrong: said("Network"), again: true });
    sent.onload = () => {
      const answer = JSON.parse(/^\s*\{/.test(sent.responseText) ? sent.responseText : "{}");
      if (sent.status < 300 && answer.said) resolve(answer);
      else if (sent.status === 401) resolve({ wrong: said("Session"), again: true });
      else resolve({ wrong: [answer.error ?? said("Network"), answer.remedy].filter(Boolean).join(" "), again: sent.status >= 500 || !answer.error });
    };
    sent.open("POST", form.action);
    sent.setRequestHeader("Accept", "application/json");
    sent.send(body);
  });
}

async function join(form, file, row) {
  waiting(row);
  const wrong = await fault(file);
  if (wrong) return failed(row, wrong);
  voice(said("Sending", { name: file.name }));
  const answer = await send(form, file, row);
  if (answer.wrong) return failed(row, answer.wrong, answer.again ? () => renew().then(() => join(form, file, row)) : null);
  row.remove();
  await renew();
  voice(answer.said);
}

/** The parts of the page that tell what is joined, as the server tells them now. */
async function renew() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = fresh.querySelector("[data-papers]");
  if (!found) return;
  root.dataset.room = found.dataset.room;
  const token = found.querySelector("[name=csrf_token]")?.value;
  if (token) for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = token;
  for (const part of root.querySelectorAll("[data-papers-part]")) part.replaceWith(fresh.getElementById(part.id));
  const rail = ".m-wizard-side";
  document.querySelector(rail)?.replaceChildren(...fresh.querySelector(rail).childNodes);
}

async function take(form, files) {
  const list = form.closest("section").querySelector("[data-upload-rows]");
  list.hidden = false;
  const rows = files.map((file) => {
    const row = piece("paper-row");
    row.querySelector("[data-name]").textContent = file.name;
    row.querySelector("[data-size]").textContent = weight(file.size);
    row.querySelector("[data-close]").addEventListener("click", () => { row.remove(); form.querySelector("input[type=file]").focus(); });
    list.append(row);
    return row;
  });
  for (const [rank, file] of files.entries()) await join(form, file, rows[rank]);
}

function listen() {
  root.addEventListener("change", (event) => {
    const form = event.target.closest("[data-upload]");
    if (!form || event.target.type !== "file") return;
    const files = [...event.target.files];
    event.target.value = "";
    take(form, files);
  });
  for (const name of ["dragover", "dragleave", "drop"]) root.addEventListener(name, (event) => {
    const section = event.target.closest(".m-piece");
    if (!section || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    section.classList.toggle("is-over", name === "dragover");
    if (name === "drop") take(section.querySelector("[data-upload]"), [...event.dataTransfer.files]);
  });
  // a printout is saved without leaving the page: what it says of the printing is asked again
  root.addEventListener("submit", (event) => {
    if (event.target.matches("[data-leaves]")) for (const delay of [1500, 4000]) setTimeout(renew, delay);
  });
}

if (root) listen();
