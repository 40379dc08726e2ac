// Forms: a question before an act, one submission for one click, a warning before typed text is lost.
import {confirmed} from "./confirming.js";

const asked = new WeakSet(); // forms whose question was answered with yes
const before = new WeakMap(); // guarded forms -> what they held when they came
let leaving = false; // a guarded form is on its way

export function watchForms() {
  document.addEventListener("submit", onSubmit);
  document.addEventListener("formdata", dropEmpty);
  window.addEventListener("pageshow", release);
  window.addEventListener("beforeunload", warn);
  document.addEventListener("focusin", bringWhole);
  document.querySelector("form .has-error :is(input, select, textarea)")?.focus();
}

/** Browsers bring the line with the caret into view only, which leaves the rest of the box under the bar with the buttons. */
function bringWhole(event) {
  if (event.target.matches("textarea")) event.target.scrollIntoView({block: "nearest"});
}

function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (question && !asked.delete(form)) {
    event.preventDefault();
    ask(form, event.submitter, question);
  } else if (form.dataset.sent !== undefined) {
    event.preventDefault();
  } else if (form.method === "post" && form.dataset.again === undefined) {
    form.dataset.sent = "";
    leaving ||= form.dataset.guard !== undefined;
    setTimeout(() => lock(form)); // the button's own value is still to be sent
  }
}

function lock(form) {
  for (const button of buttons(form)) button.disabled = true;
}

/** The page is back, perhaps out of the browser's memory: its forms work again. */
function release() {
  leaving = false;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of buttons(form)) button.disabled = false;
  }
}

function buttons(form) {
  return [...form.elements].filter((element) => element.type === "submit");
}

async function ask(form, submitter, question) {
  const note = form.querySelector("[data-selected-count]")?.textContent ?? "";
  const danger = Boolean(submitter?.classList.contains("danger"));
  if (!(await confirmed(question, {button: submitter?.textContent.trim(), note, danger}))) return;
  asked.add(form);
  form.requestSubmit(submitter);
}

// What was typed

export function guardForms(root) {
  for (const form of root.querySelectorAll("form[data-guard]")) before.set(form, contents(form));
}

/** Whether something was typed below `root` that is not saved yet. */
export function holdsUnsaved(root) {
  const changed = (form) => form.dataset.guard === "unsaved" || contents(form) !== before.get(form);
  return [...root.querySelectorAll("form[data-guard]")].some(changed);
}

function warn(event) {
  if (!leaving && holdsUnsaved(document)) event.preventDefault();
}

function contents(form) {
  return JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
}

/** An address lists only the filters that say something. */
function dropEmpty(event) {
  if (event.target.dataset.dropEmpty === undefined) return;
  for (const [name, value] of [...event.formData]) {
    if (value === "") event.formData.delete(name);
  }
}
