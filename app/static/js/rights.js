// The table of rights is long: what is typed leaves the lines that have the words in them, and the modules with such lines.
export function watchRights(root) {
  for (const box of root.querySelectorAll("[data-filter-rights]")) {
    box.addEventListener("input", () => filter(box));
    box.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  }
}

function filter(box) {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const module of document.querySelectorAll("[data-rights-of]")) {
    const whole = matches(module.querySelector("summary"), words);
    let shown = 0;
    for (const row of module.querySelectorAll("tbody tr")) {
      row.hidden = !(whole || matches(row, words));
      shown += !row.hidden;
    }
    module.hidden = shown === 0;
  }
}

function matches(element, words) {
  const text = element.textContent.toLowerCase();
  return words.every((word) => text.includes(word));
}
