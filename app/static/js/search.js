// The search box of the bar: "/" goes there, hits drop down while somebody types (ARIA combobox with a list).
// What comes from the server is only ever put in as text.
import {get} from "./requests.js";
import {text} from "./texts.js";

const PAUSE = 180; // milliseconds without a key before the server is asked
const STEPS = {ArrowDown: 1, ArrowUp: -1};

export function watchSearch() {
  const form = document.querySelector("[data-search]");
  if (!form) return;
  const box = new SearchBox(form);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    box.open();
  });
  document.querySelector("[data-open-search]")?.addEventListener("click", (event) => {
    event.preventDefault();
    box.open();
  });
}

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable], .select2-container, dialog");
}

class SearchBox {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input");
    this.drop = form.querySelector("[role=listbox]");
    this.said = form.querySelector("[role=status]");
    this.active = -1;
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("focus", () => this.drop.childElementCount && this.show());
    form.addEventListener("focusout", () => this.hide());
    this.drop.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus in the box
    this.drop.addEventListener("click", (event) => this.go(event.target.closest("[role=option]")));
  }

  open() {
    this.form.classList.add("open");
    this.input.focus();
    this.input.select();
  }

  later() {
    clearTimeout(this.timer);
    this.waiting?.abort();
    if (this.input.value.trim()) this.timer = setTimeout(() => this.ask(), PAUSE);
    else this.fill([]);
  }

  async ask() {
    const waiting = new AbortController();
    this.waiting = waiting;
    const url = new URL(this.form.dataset.search, location.href);
    url.searchParams.set("q", this.input.value.trim());
    try {
      const answer = await get(url, "application/json", waiting.signal);
      const {groups} = await answer.json();
      if (!waiting.signal.aborted) this.fill(groups);
    } catch {
      if (!waiting.signal.aborted) this.fill([]);
    }
  }

  fill(groups) {
    const typed = this.input.value.trim();
    this.drop.replaceChildren(...groups.map((group, place) => this.group(group, place)));
    if (typed && !groups.length) this.drop.append(element("p", "search-none", text("nohits")));
    if (typed) this.drop.append(this.all(typed));
    this.options = [...this.drop.querySelectorAll("[role=option]")];
    this.options.forEach((option, place) => { option.id = `search-option-${place}`; });
    this.mark(-1);
    const number = this.options.length - 1;
    this.said.textContent = typed ? (number > 0 ? text("hits", {number}) : text("nohits")) : "";
    if (typed && document.activeElement === this.input) this.show();
    else this.hide();
  }

  group({label, count, hits}, place) {
    const head = element("div", "", label, count);
    head.id = `search-kind-${place}`;
    head.setAttribute("role", "presentation");
    const group = element("div");
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", head.id);
    group.append(head, ...hits.map((hit) => option(hit.url, hit.title, hit.facts.join(" · "))));
    return group;
  }

  all(typed) {
    const url = new URL(this.form.action);
    url.searchParams.set("q", typed);
    const all = option(url.href, text("searchall", {query: typed}), "");
    all.classList.add("search-all");
    return all;
  }

  onKey(event) {
    const open = !this.drop.hidden;
    if (event.key in STEPS && this.options?.length) {
      event.preventDefault();
      if (!open) this.show();
      const size = this.options.length;
      const next = this.active + STEPS[event.key];
      this.mark(this.active < 0 && STEPS[event.key] < 0 ? size - 1 : (next + size) % size);
    } else if (event.key === "Enter" && open && this.active >= 0) {
      event.preventDefault();
      this.go(this.options[this.active]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (open) this.hide();
      else this.input.blur();
    }
  }

  mark(place) {
    this.active = place;
    this.options.forEach((one, at) => one.setAttribute("aria-selected", String(at === place)));
    const chosen = this.options[place];
    if (chosen) this.input.setAttribute("aria-activedescendant", chosen.id);
    else this.input.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({block: "nearest"});
  }

  go(chosen) {
    if (chosen) location.assign(chosen.dataset.url);
  }

  show() {
    this.drop.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  hide() {
    this.drop.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    if (document.activeElement !== this.input) this.form.classList.remove("open");
  }
}

function option(url, title, facts) {
  const line = element("div");
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  line.dataset.url = url;
  line.append(element("b", "", title));
  if (facts) line.append(element("span", "", facts));
  return line;
}

function element(name, className = "", ...words) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (words.length === 1) made.textContent = words[0];
  else made.append(...words.map((word) => element("span", "", word)));
  return made;
}
