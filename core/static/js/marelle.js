// Everything pages do by themselves. Each module looks for its data-* attributes; pages work without any of them.
import "./lookup.js";
import "./banner.js";
import "./menu.js";
import "./disclosure.js";
import "./confirm.js";
import "./dialog.js";
import "./asking.js";
import "./toast.js";
import "./theme.js";
import "./search.js";
import "./bulk.js";
import "./filters.js";
import "./keep.js";
import "./progress.js";
import "./session.js";
import "./reveal.js";
import "./autosave.js";
import "./password.js";
import "./typed.js";
import "./palet.js";
import "./comments.js";
import "./papers.js";
import "./copy.js";
import "./unfold.js";
import "./insert.js";

document.documentElement.classList.add("has-js");
document.querySelector("[data-focus-first]")?.focus();
