// What was typed into a form whose session ended: kept in this tab while the person logs in again, then offered back.
// Passwords, files and private fields are never kept; nobody but the same person is offered anything.
import {text} from "./texts.js";

const KEY = "kehu-typed"; // {address, reader, interrupted, fields: [[name, value, label]]}
const {jQuery} = window;

export function keepTyped() {
  document.addEventListener("submit", onSubmit);
  document.addEventListener("click", (event) => event.target.closest("[data-forget-typed]") && forget());
  const kept = read();
  if (kept) arrive(kept);
}

function reader() {
  return document.querySelector("meta[name=reader]")?.content ?? "";
}

function address() {
  return location.pathname + location.search;
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function write(kept) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    forget(); // full, or not allowed: then nothing is kept
  }
}

function forget() {
  sessionStorage.removeItem(KEY);
}

function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || form.dataset.guard === undefined || !reader()) return;
  write({address: address(), reader: reader(), interrupted: false, fields: contents(form)});
}

function contents(form) {
  const fields = [];
  for (const box of form.elements) {
    if (!box.name || box.name === "csrf_token" || box.dataset.private !== undefined) continue;
    if (["password", "file", "submit", "button"].includes(box.type)) continue;
    if (box.type === "checkbox" || box.type === "radio") fields.push([box.name, box.checked, box.value]);
    else if (box.options) fields.push(...[...box.selectedOptions].map((o) => [box.name, o.value, o.textContent]));
    else fields.push([box.name, box.value, ""]);
  }
  return fields;
}

/** A page is there: the login (the session ended) or an error, the form again, or any other one: the form arrived. */
function arrive(kept) {
  if (document.querySelector(".login-form, [data-not-arrived]")) write({...kept, interrupted: true});
  else if (kept.reader !== reader()) forget();
  else if (!kept.interrupted) forget();
  else if (kept.address === address()) offer(kept);
}

function offer(kept) {
  const form = document.querySelector("form[data-guard]");
  if (!form || form.dataset.guard === "unsaved") return;
  const bar = document.createElement("div");
  bar.className = "message message-warning typed";
  bar.setAttribute("role", "status");
  const words = document.createElement("p");
  words.textContent = text("interrupted");
  bar.append(words, button("restore", () => restore(form, kept)), button("discard", forget));
  bar.addEventListener("click", (event) => event.target.closest("button") && bar.remove());
  form.before(bar);
}

function button(name, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = name === "restore" ? "button primary" : "button";
  made.textContent = text(name);
  made.addEventListener("click", act);
  return made;
}

function restore(form, kept) {
  const names = new Set(kept.fields.map(([name]) => name));
  for (const box of form.elements) if (names.has(box.name) && box.multiple) box.value = "";
  for (const [name, value, label] of kept.fields) {
    const boxes = [form.elements.namedItem(name)].flat();
    for (const box of boxes[0] instanceof RadioNodeList ? boxes[0] : boxes) if (box) fill(box, value, label);
  }
  if (jQuery) jQuery(form).find("select").trigger("change.select2"); // shows the values, empties nothing below them
  for (const details of form.querySelectorAll("details")) details.open = true;
  forget();
}

function fill(box, value, label) {
  if (box.type === "checkbox" || box.type === "radio") {
    if (box.value === label) box.checked = value;
  } else if (box.options) {
    if (![...box.options].some((option) => option.value === value)) box.add(new Option(label, value));
    for (const option of box.options) {
      if (option.value === value) option.selected = true;
    }
  } else {
    box.value = value;
  }
}
