// Two minutes before the session expires, a question; « Rester connecté » asks the server for any page.
import { piece } from "./texts.js";

const WARNING = 120;
const seconds = Number(document.getElementById("m-texts")?.dataset.session ?? 0);
let timer;

function wait() {
  clearTimeout(timer);
  if (seconds > WARNING) timer = setTimeout(warn, (seconds - WARNING) * 1000);
}

function warn() {
  const dialog = piece("m-expiry");
  const ended = setTimeout(() => location.reload(), WARNING * 1000);
  dialog.addEventListener("close", () => {
    clearTimeout(ended);
    dialog.remove();
    fetch(location.href, { method: "HEAD" }).then(wait);
  });
  document.body.append(dialog);
  dialog.showModal();
}

wait();
