// The layout: the menu of narrow screens, drop-down menus, messages, the language switch.

const MENUS = ":is(details.menu, details.filters)[open]";

const WIDE = matchMedia("(min-width: 861px)"); // as in the style sheets

export function watchFrame() {
  if (!WIDE.matches) document.querySelector("[data-toggle-nav]")?.setAttribute("aria-expanded", "false");
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  document.addEventListener("toggle", remember, true);
  recall();
}

function onClick(event) {
  const {target} = event;
  if (target.closest("[data-toggle-nav]")) toggleMenu();
  else if (target.closest("[data-close-nav]")) setMenu(false);
  else if (target.closest("[data-dismiss-message]")) target.closest(".message").remove();
  const link = target.closest("[data-switch-language]");
  if (link && location.hash) keepHash(link);
  if (!target.closest(".select2-container")) closeMenus(target.closest(MENUS));
}

function onKey(event) {
  if (event.key !== "Escape" || event.target.closest(".select2-container")) return;
  if (document.body.classList.contains("nav-open")) setMenu(false);
  const open = event.target.closest(MENUS);
  closeMenus(null);
  open?.querySelector("summary").focus();
}

/** Close everything that drops down but `kept`. */
function closeMenus(kept) {
  for (const menu of document.querySelectorAll(MENUS)) {
    if (menu !== kept) menu.open = false;
  }
}

/** On a wide screen the menu stands beside the page or is away, and stays so: the server reads the cookie. */
function toggleMenu() {
  if (!WIDE.matches) {
    setMenu(!document.body.classList.contains("nav-open"));
    return;
  }
  const closed = document.body.classList.toggle("nav-closed");
  document.querySelector("[data-toggle-nav]").setAttribute("aria-expanded", String(!closed));
  document.cookie = `kehu_menu=${closed ? "closed" : "open"}; path=/; max-age=31536000; samesite=lax`;
}

function setMenu(open) {
  const toggle = document.querySelector("[data-toggle-nav]");
  document.body.classList.toggle("nav-open", open);
  toggle.setAttribute("aria-expanded", String(open));
  document.querySelector("[data-close-nav]").hidden = !open;
  if (open) document.querySelector("#sidebar :is(input, a)")?.focus();
  else toggle.focus();
}

/** The tab that is open is part of the page to come back to. */
function keepHash(link) {
  const url = new URL(link.href);
  url.searchParams.set("next", url.searchParams.get("next").split("#")[0] + location.hash);
  link.href = url;
}

function remember(event) {
  const name = event.target.dataset?.remember;
  if (!name) return;
  if (event.target.open) localStorage.removeItem(name);
  else localStorage.setItem(name, "closed");
}

function recall() {
  for (const group of document.querySelectorAll("details[data-remember]")) {
    if (localStorage.getItem(group.dataset.remember) === "closed") group.open = false;
  }
}
