// The words and pieces that the page carries for scripts (ui/client_texts.html).
const texts = document.getElementById("m-texts")?.dataset ?? {};

/** The sentence of this name, its # replaced by a value, its #name by the values of that name. */
export function text(name, values) {
  const words = texts[name] ?? "";
  if (typeof values !== "object") return words.replace("#", values ?? "");
  return words.replace(/#(\w+)/g, (_, key) => values[key] ?? "");
}

/** A copy of a template's first element. */
export function piece(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}
