// Lists: a click anywhere on a row opens its record, boxes choose rows for the bar of acts, the exact count on demand.
import {get} from "./requests.js";
import {fill} from "./texts.js";

const OWN_CLICKS = "a, button, input, label, select, summary, td.select, th.select";

export function watchLists() {
  document.addEventListener("click", onClick);
  document.addEventListener("auxclick", (event) => event.button === 1 && openRow(event, true));
  document.addEventListener("change", onChange);
  window.addEventListener("pageshow", showSelection); // the browser may bring ticked boxes back
}

function onClick(event) {
  const count = event.target.closest("[data-exact-count]");
  if (count) {
    event.preventDefault();
    countAll(count);
  } else if (event.target.closest("[data-clear-selection]")) {
    for (const box of boxes()) box.checked = false;
    showSelection();
  } else {
    openRow(event, event.ctrlKey || event.metaKey);
  }
}

function openRow(event, elsewhere) {
  const row = event.target.closest("tr[data-href]");
  if (!row || String(getSelection()) !== "" || event.defaultPrevented || event.target.closest(OWN_CLICKS)) return;
  if (elsewhere) window.open(row.dataset.href);
  else location.assign(row.dataset.href);
}

function onChange(event) {
  const all = event.target.closest("[data-select-all]");
  if (all) for (const box of boxes()) box.checked = all.checked;
  if (all || event.target.matches("input[name=rowid]")) showSelection();
}

function boxes() {
  return document.querySelectorAll("input[name=rowid]");
}

/** Make the bar, the rows and the box over them say what is chosen. */
function showSelection() {
  const bar = document.getElementById("bulk");
  if (!bar) return;
  const chosen = [...boxes()].filter((box) => box.checked).length;
  for (const box of boxes()) box.closest("tr").classList.toggle("chosen", box.checked);
  const all = document.querySelector("[data-select-all]");
  all.checked = chosen > 0 && chosen === boxes().length;
  all.indeterminate = chosen > 0 && !all.checked;
  const count = bar.querySelector("[data-selected-count]");
  count.textContent = fill(count.dataset.selectedCount, {number: chosen});
  bar.hidden = chosen === 0;
}

async function countAll(link) {
  link.setAttribute("aria-busy", "true");
  try {
    const {count} = await (await get(link.href, "application/json")).json();
    document.querySelector("[data-count]").textContent = count;
    link.remove();
  } catch {
    link.removeAttribute("aria-busy");
  }
}
