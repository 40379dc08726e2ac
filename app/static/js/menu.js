// The menu: finding a page by typing, the records used last, and the way back to a list as it was.
import {text} from "./texts.js";

const RECENT = "kehu-recent"; // and a language: {reader, pages: [{url, title, kind}]}, the latest first
const LISTS = "kehu-lists"; // {path of a list: its query}
const MOST = 5;

export function watchMenu() {
  const box = document.querySelector("[data-filter-menu]");
  box?.addEventListener("input", () => filter(box));
  box?.addEventListener("keydown", (event) => onKey(event, box));
  document.addEventListener("click", (event) => event.target.closest("[data-forget-recent]") && forget());
  if (document.querySelector(".login-form")) forget();
  else if (reader()) remember();
  leadBack();
}

function reader() {
  return document.querySelector("meta[name=reader]")?.content ?? "";
}

// Finding

function links() {
  return [...document.querySelectorAll("#sidebar li a")];
}

function filter(box) {
  const typed = box.value.trim().toLowerCase().replaceAll(" ", "");
  const found = new Set(links().filter((link) => says(link, typed)));
  for (const link of links()) link.closest("li").hidden = !found.has(link);
  for (const group of document.querySelectorAll("#sidebar .sidebar-group")) {
    const any = Boolean(group.querySelector("li:not([hidden])"));
    group.hidden = !any;
    if (typed && any) group.open = true;
  }
  box.nextElementSibling.textContent = typed ? text("found", {number: found.size}) : "";
}

function says(link, typed) {
  const words = [link.textContent, ...(link.dataset.find ?? "").split(" ")];
  return words.some((word) => word.toLowerCase().replaceAll(" ", "").includes(typed));
}

function onKey(event, box) {
  const shown = links().filter((link) => !link.closest("[hidden]"));
  if (event.key === "Enter" && box.value.trim() && shown.length) {
    shown[0].click();
  } else if (event.key === "ArrowDown" && shown.length) {
    event.preventDefault();
    shown[0].focus();
  } else if (event.key === "Escape" && box.value) {
    event.stopPropagation();
    box.value = "";
    filter(box);
  }
}

// What was used last: kept in this browser for the same person until they log out

function remember() {
  const name = `${RECENT}-${document.documentElement.lang}`; // kinds, and some titles, are in words
  let kept = read(localStorage, name);
  if (kept?.reader !== reader()) kept = {reader: reader(), pages: []};
  const heading = document.querySelector("h1[data-recent-kind]");
  show(kept.pages.filter((page) => page.url !== location.pathname));
  if (!heading) return;
  const here = {url: location.pathname, title: heading.textContent.trim(), kind: heading.dataset.recentKind};
  kept.pages = [here, ...kept.pages.filter((page) => page.url !== here.url)].slice(0, MOST + 1);
  write(localStorage, name, kept);
}

function show(pages) {
  const group = document.querySelector("details[data-recent]");
  if (!group || !pages.length) return;
  group.querySelector("ul").replaceChildren(...pages.slice(0, MOST).map(line));
  group.hidden = false;
}

function line({url, title, kind}) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = url;
  link.textContent = title;
  link.title = `${kind}: ${title}`;
  item.append(link);
  return item;
}

function forget() {
  for (const name of Object.keys(localStorage)) if (name.startsWith(RECENT)) localStorage.removeItem(name);
}

// The way back

function leadBack() {
  const lists = read(sessionStorage, LISTS) ?? {};
  if (location.pathname.endsWith("/list/")) write(sessionStorage, LISTS, {...lists, [location.pathname]: location.search});
  for (const link of document.querySelectorAll("a[data-back]")) link.search = lists[link.pathname] ?? link.search;
}

function read(storage, key) {
  try {
    return JSON.parse(storage.getItem(key));
  } catch {
    return null;
  }
}

function write(storage, key, value) {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch {
    storage.removeItem(key); // full, or not allowed: then nothing is kept
  }
}
