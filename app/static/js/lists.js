// Lists: a click anywhere on a row opens its record, boxes choose rows for the bar of acts, or all rows there are; the
// exact count on demand; the order of the columns.
import {get} from "./requests.js";
import {fill} from "./texts.js";

const OWN_CLICKS = "a, button, input, label, select, summary, td.select, th.select";

export function watchLists() {
  document.addEventListener("click", onClick);
  document.addEventListener("auxclick", (event) => event.button === 1 && openRow(event, true));
  document.addEventListener("change", onChange);
  window.addEventListener("pageshow", showSelection); // the browser may bring ticked boxes back
  window.addEventListener("resize", fitActs);
}

function onClick(event) {
  const count = event.target.closest("[data-exact-count]");
  if (count) {
    event.preventDefault();
    countAll(count);
  } else if (event.target.closest("[data-choose-all]")) {
    chooseAll(event.target.closest("form"));
  } else if (event.target.closest("[data-move]")) {
    move(event.target.closest("[data-move]"));
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
  meanAll(bar, false);
  fitActs();
}

/** Acts that find no room in one line go into the menu behind them. */
function fitActs() {
  const line = document.querySelector("#bulk:not([hidden]) [data-one-line]");
  if (!line) return;
  const [acts, more] = line.children;
  const items = more.querySelector(".menu-items");
  acts.append(...items.children);
  more.hidden = true;
  while (line.scrollWidth > line.clientWidth && acts.lastElementChild) {
    more.hidden = false;
    items.prepend(acts.lastElementChild);
  }
}

/** Whether the acts of the bar are for all records of the list, on this page or not. */
function meanAll(bar, all) {
  const button = bar.querySelector("[data-choose-all]");
  if (!button) return;
  bar.elements.all.value = all ? "1" : "";
  button.hidden = all;
  for (const act of bar.querySelectorAll("[data-chosen-only]")) act.disabled = all;
}

function chooseAll(bar) {
  for (const box of boxes()) box.checked = true;
  showSelection();
  meanAll(bar, true);
  bar.querySelector("[data-selected-count]").textContent = bar.querySelector("[data-choose-all]").dataset.chooseAll;
}

/** A column one place up or down; the button keeps the focus. */
function move(button) {
  const line = button.closest("li");
  const other = button.dataset.move === "1" ? line.nextElementSibling : line.previousElementSibling;
  if (button.dataset.move === "1") other?.after(line);
  else other?.before(line);
  button.focus();
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
