// Toasts go to the corner, can be closed, and leave after 8 seconds unless somebody is on them.
import { piece } from "./texts.js";

const STAY = 8000;

function place(toast) {
  const close = piece("m-toast-close");
  let timer;
  const leave = () => { timer = setTimeout(() => toast.remove(), STAY); };
  const stay = () => clearTimeout(timer);
  close.addEventListener("click", () => toast.remove());
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, stay);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, leave);
  toast.append(close);
  document.getElementById("m-toasts").append(toast);
  leave();
}

document.querySelectorAll("[data-toast]").forEach(place);
