// A record made while another form is filled in: the form of the new one opens over it, is sent in the background, and
// what it made is chosen in the box that asked for it.
import {part, show, fillDialog} from "./dialogs.js";
import {get} from "./requests.js";
import {text} from "./texts.js";

const {jQuery} = window;

export async function createIn(select, name) {
  const url = select.dataset.create + encodeURIComponent(name);
  let dialog;
  try {
    dialog = show(asOwn(await part(await get(url, "text/html"))));
  } catch {
    dialog = null;
  }
  if (!dialog) {
    location.assign(url);
    return;
  }
  dialog.addEventListener("submit", (event) => onSubmit(event, dialog, select));
  dialog.addEventListener("close", () => jQuery(select).data("select2").$selection[0].focus());
  dialog.querySelector("input:not([type=hidden])")?.focus();
}

async function onSubmit(event, dialog, select) {
  event.preventDefault();
  const form = event.target;
  const body = new FormData(form, event.submitter);
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  const answer = await fetch(form.action, {method: "POST", body, headers: {Accept: "text/html"}}).catch(() => null);
  if (!answer || new URL(answer.url).pathname.startsWith("/login")) location.reload();
  else if (answer.redirected) await choose(answer, select, dialog);
  else again(dialog, await part(answer));
}

/** The page of the new record says its number by its address, and its name. */
async function choose(answer, select, dialog) {
  const id = new URL(answer.url).pathname.split("/").at(-1);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const option = new Option(page.querySelector("h1").textContent.trim(), id, true, true);
  jQuery(select).append(option).trigger("change");
  dialog.close();
}

/** The form once more, with what was typed and why it was refused; or a word that it did not work. */
function again(dialog, content) {
  if (!content) {
    content = document.createElement("p");
    content.setAttribute("role", "alert");
    content.textContent = text("failed");
  }
  fillDialog(dialog, asOwn(content));
  dialog.dispatchEvent(new Event("kehu:loaded", {bubbles: true}));
  (dialog.querySelector(".has-error :is(input, select, textarea)") ?? dialog.querySelector("button"))?.focus();
}

/** Without the buttons that lead on, and with names of its own: the page below may have the same fields. */
function asOwn(content) {
  if (!content) return null;
  content.querySelector("[name=save_and_new]")?.remove();
  const groups = [...content.querySelectorAll("details.fieldset")];
  for (const group of groups.slice(1)) group.open = Boolean(group.querySelector(".has-error, .required"));
  for (const part of content.querySelectorAll("[id]")) part.id = `new-${part.id}`;
  for (const name of ["for", "aria-describedby", "aria-labelledby"]) {
    for (const part of content.querySelectorAll(`[${name}]`)) {
      part.setAttribute(name, part.getAttribute(name).split(" ").map((id) => `new-${id}`).join(" "));
    }
  }
  for (const link of content.querySelectorAll("a[href^='#']")) link.setAttribute("href", `#new-${link.hash.slice(1)}`);
  return content;
}
