// Pages that open over the one where one is: a link with data-dialog shows the part [data-dialog-content] of the page
// that it leads to. Without a script, or when that fails, it is an ordinary link. What was typed is not lost unasked.
import {confirmed} from "./confirming.js";
import {holdsUnsaved} from "./forms.js";
import {get} from "./requests.js";
import {text} from "./texts.js";

export function watchDialogs() {
  document.addEventListener("click", onClick);
}

function onClick(event) {
  const link = event.target.closest("a[data-dialog]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    follow(link);
  }
  const close = event.target.closest("[data-close-dialog]");
  if (close?.closest("dialog")) {
    event.preventDefault();
    leave(close.closest("dialog"));
  }
}

async function follow(link) {
  link.setAttribute("aria-busy", "true");
  try {
    if (!show(await part(await get(link.href, "text/html")))) location.assign(link.href);
  } catch {
    location.assign(link.href);
  } finally {
    link.removeAttribute("aria-busy");
  }
}

/** What a page, the answer to a request, has for a dialog; null where it has nothing. */
export async function part(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[data-dialog-content]");
}

/** Open a dialog with `content`, which may be null: then nothing opens. */
export function show(content) {
  if (!content) return null;
  const dialog = document.createElement("dialog");
  dialog.className = "dialog dialog-page";
  const heading = content.querySelector("h1");
  if (heading) dialog.setAttribute("aria-label", heading.textContent.trim());
  fillDialog(dialog, content);
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  watchWaysOut(dialog);
  dialog.showModal();
  dialog.dispatchEvent(new Event("kehu:loaded", {bubbles: true}));
  return dialog;
}

/** The Escape key, a telephone's gesture and a click beside the dialog leave it. */
function watchWaysOut(dialog) {
  let beside = false; // where the mouse was pressed: text may be marked from inside to outside
  dialog.addEventListener("mousedown", (event) => { beside = isBeside(dialog, event); });
  dialog.addEventListener("click", (event) => beside && isBeside(dialog, event) && leave(dialog));
  // Browsers let a page stop the second of two Escapes no more, so the key itself is taken.
  dialog.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && stop(event, dialog));
  dialog.addEventListener("cancel", (event) => event.target === dialog && stop(event, dialog));
}

function isBeside(dialog, {target, clientX, clientY}) {
  const {left, right, top, bottom} = dialog.getBoundingClientRect();
  return target === dialog && (clientX < left || clientX > right || clientY < top || clientY > bottom);
}

function stop(event, dialog) {
  event.preventDefault();
  leave(dialog);
}

async function leave(dialog) {
  if (!holdsUnsaved(dialog) || (await confirmed(text("unsaved"), {button: text("leave")}))) dialog.close();
}

/** Put other content into a dialog. */
export function fillDialog(dialog, content) {
  dialog.replaceChildren(document.adoptNode(content));
}
