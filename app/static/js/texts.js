// What scripts say: the layout brings the texts in the reader's language.
const texts = JSON.parse(document.getElementById("texts")?.textContent ?? "{}");

/** The text called `name`, its {places} filled from `values`. */
export function text(name, values = {}) {
  return fill(texts[name] ?? "", values);
}

/** `pattern` with its {places} filled from `values`; an unknown place stays. */
export function fill(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}
