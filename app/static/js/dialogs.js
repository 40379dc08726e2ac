// Pages that open over the one where one is: a link with data-dialog shows the part [data-dialog-content] of the page
// that it leads to. Without a script, or when that fails, it is an ordinary link.
import {get} from "./requests.js";

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
    close.closest("dialog").close();
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
  dialog.showModal();
  dialog.dispatchEvent(new Event("kehu:loaded", {bubbles: true}));
  return dialog;
}

/** Put other content into a dialog. */
export function fillDialog(dialog, content) {
  dialog.replaceChildren(document.adoptNode(content));
}
