// Tabs by the ARIA pattern: arrow keys move, the open one stands in the address, contents are fetched when first shown.
import {get} from "./requests.js";
import {text} from "./texts.js";

const STEPS = {ArrowRight: 1, ArrowLeft: -1};

export function enhanceTabs(root) {
  for (const box of root.querySelectorAll("[data-tabs]")) enhance(box);
}

function enhance(box) {
  const tabs = [...box.querySelectorAll(":scope > [role=tablist] > [role=tab]")];
  const named = () => tabs.find((tab) => location.hash === `#${nameOf(tab)}`);
  for (const tab of tabs) {
    tab.addEventListener("click", () => choose(tabs, tab));
    tab.addEventListener("keydown", (event) => onKey(event, tabs, tab));
  }
  window.addEventListener("hashchange", () => named() && show(tabs, named()));
  box.addEventListener("click", (event) => {
    const more = event.target.closest("[data-more]");
    if (event.target.closest("[data-retry]")) load(event.target.closest("[role=tabpanel]"));
    else if (more) loadMore(event, more);
  });
  if (named()) show(tabs, named());
  if (box.dataset.counts) count(box);
}

/** How much stands behind the tabs; without an answer they say nothing. */
async function count(box) {
  const answer = await get(box.dataset.counts, "application/json").catch(() => null);
  const counts = answer ? await answer.json() : {};
  for (const place of box.querySelectorAll("[data-count-of]")) {
    const number = counts[place.dataset.countOf];
    place.textContent = number && number !== "0" ? number : "";
  }
}

function nameOf(tab) {
  return tab.id.replace(/^tab-/, "");
}

function onKey(event, tabs, tab) {
  const last = tabs.length - 1;
  const place = tabs.indexOf(tab);
  const next = {Home: 0, End: last}[event.key] ?? (event.key in STEPS ? place + STEPS[event.key] : null);
  if (next === null) return;
  event.preventDefault();
  const chosen = tabs[(next + tabs.length) % tabs.length];
  choose(tabs, chosen);
  chosen.focus();
}

function choose(tabs, tab) {
  const place = tab === tabs[0] ? location.pathname + location.search : `#${nameOf(tab)}`;
  history.replaceState(history.state, "", place);
  show(tabs, tab);
}

function show(tabs, chosen) {
  for (const tab of tabs) {
    const selected = tab === chosen;
    tab.setAttribute("aria-selected", String(selected));
    tab.tabIndex = selected ? 0 : -1;
    document.getElementById(tab.getAttribute("aria-controls")).hidden = !selected;
  }
  chosen.scrollIntoView({block: "nearest", inline: "nearest"});
  const panel = document.getElementById(chosen.getAttribute("aria-controls"));
  if (panel.dataset.load && !panel.dataset.loaded) load(panel);
}

async function load(panel) {
  panel.dataset.loaded = "loading";
  panel.setAttribute("aria-busy", "true");
  panel.replaceChildren(note("loading"));
  try {
    const answer = await get(panel.dataset.load, "text/html");
    panel.innerHTML = await answer.text();
    panel.dataset.loaded = "yes";
    panel.dispatchEvent(new CustomEvent("kehu:loaded", {bubbles: true}));
  } catch {
    delete panel.dataset.loaded;
    panel.replaceChildren(note("failed"), retryButton());
  }
  panel.removeAttribute("aria-busy");
}

/** Put what a link leads to in its place. */
async function loadMore(event, link) {
  event.preventDefault();
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await get(link.href, "text/html");
    link.parentElement.outerHTML = await answer.text();
  } catch {
    link.removeAttribute("aria-busy");
  }
}

function note(name) {
  const line = document.createElement("p");
  line.className = "tab-note";
  line.setAttribute("role", "status");
  line.textContent = text(name);
  return line;
}

function retryButton() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.dataset.retry = "";
  button.textContent = text("retry");
  return button;
}
