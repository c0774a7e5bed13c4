// The progress of a job, asked every two seconds; told at each quarter and at the end.
import { text } from "./texts.js";

const EVERY = 2000;

function show(box, job) {
  const share = job.total ? Math.floor((100 * job.done) / job.total) : 0;
  const bar = box.querySelector("progress");
  if (job.total) { bar.max = job.total; bar.value = job.done; }
  box.querySelector("[data-progress-share]").textContent = job.total ? `${share}\u00a0%` : "";
  box.querySelector("[data-progress-count]").textContent = job.total ? text("operation", job) : "";
  if (job.doing) box.querySelector("[data-progress-doing]").textContent = job.doing;
  box.querySelector("[data-progress-left]").textContent = job.left ? text("left", job.left) : "";
  return share;
}

async function follow(box) {
  const voice = box.querySelector("[data-progress-voice]");
  let told = -1;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, EVERY));
    const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) { if (answer && answer.status < 500) return; continue; }
    const job = await answer.json();
    const quarter = Math.floor(show(box, job) / 25);
    if (quarter > told) voice.textContent = job.finished ? text("finished") : `${quarter * 25}\u00a0%`;
    told = quarter;
    if (job.finished) return location.reload();
  }
}

document.querySelectorAll("[data-progress]").forEach(follow);
