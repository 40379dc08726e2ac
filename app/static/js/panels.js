// Drop-downs whose content comes when they are first opened: `details[data-panel]` names a page, of which the first
// child of the same class as here takes the place of what stands there. That holds a link to the page meanwhile.
import {get} from "./requests.js";
import {text} from "./texts.js";

export function watchPanels() {
  document.addEventListener("toggle", onToggle, true);
}

function onToggle({target}) {
  if (target.open && target.dataset.panel) load(target, target.dataset.panel);
}

async function load(details, url) {
  delete details.dataset.panel;
  const place = details.querySelector(".filter-panel");
  place.setAttribute("aria-busy", "true");
  place.querySelector("a").textContent = text("loading");
  try {
    const page = new DOMParser().parseFromString(await (await get(url, "text/html")).text(), "text/html");
    const panel = document.adoptNode(page.querySelector(".filter-panel"));
    place.replaceWith(panel);
    panel.dispatchEvent(new Event("kehu:loaded", {bubbles: true}));
    panel.querySelector("input:not([type=hidden]), select")?.focus();
  } catch {
    details.dataset.panel = url;
    place.removeAttribute("aria-busy");
    place.querySelector("a").textContent = text("failed");
  }
}
