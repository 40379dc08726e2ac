// Select boxes that ask the server while one types: records of another entity ([data-lookup]), lists that also take
// free text and depend on the fields above ([data-suggest]); and long lists that can be searched ([data-choose]).
import {createIn} from "./creating.js";
import {text} from "./texts.js";

const {jQuery} = window;
const DELAY = 200; // milliseconds of silence before the server is asked
const LONG = 12; // from this many options on, a list gets a search box
const BOXES = "select[data-lookup], select[data-suggest], select[data-choose]";

export function enhanceSelects(root) {
  for (const select of root.querySelectorAll(BOXES)) enhance(select);
}

if (jQuery) {
  jQuery(document).on("select2:open", opened);
  jQuery(document).on("select2:close", closed);
  jQuery(document).on("select2:selecting", onSelecting);
  jQuery(document).on("select2:unselecting", keepClosed);
}

function enhance(select) {
  const box = jQuery(select);
  box.select2({
    ...commonOptions(select),
    ...(select.dataset.lookup && lookupOptions(select)),
    ...(select.dataset.suggest && suggestOptions(select)),
  });
  describe(select);
  if (select.dataset.suggest) followParents(select);
  if (select.dataset.suggest || select.dataset.lookup) awaitAnswers(select);
}

function commonOptions(select) {
  return {
    width: "100%",
    dropdownParent: jQuery(select.closest("dialog") ?? document.body),
    language: [{removeAllItems: () => text("clear")}, document.documentElement.lang],
    placeholder: {id: "", text: ""},
    allowClear: !select.required && !select.multiple,
    minimumResultsForSearch: select.dataset.choose === undefined ? 0 : LONG,
  };
}

function lookupOptions(select) {
  const ajax = ask(select.dataset.lookup, () => ({}));
  if (!select.dataset.create || select.closest("dialog")) return {minimumInputLength: 0, ajax};
  return {minimumInputLength: 0, ajax: {...ajax, processResults: (answer, params) => withNew(answer, params.term ?? "")}};
}

/** The answer with an entry at its end that makes what was looked for. */
function withNew(answer, term) {
  if (answer.pagination?.more) return answer;
  const label = term.trim() ? text("create", {text: term.trim()}) : text("createany");
  return {...answer, results: [...answer.results, {id: "new", text: label, term: term.trim(), free: true}]};
}

function onSelecting(event) {
  const item = event.params.args.data;
  if (item.term === undefined) return;
  event.preventDefault();
  jQuery(event.target).select2("close");
  createIn(event.target, item.term);
}

function suggestOptions(select) {
  return {
    tags: true,
    insertTag: (results, tag) => results.push(tag), // what the list knows comes first
    createTag: ({term}) => (term.trim() ? {id: term.trim(), text: term.trim(), free: true} : null),
    templateResult: (item) => (item.free ? text("free", {text: item.text}) : item.text),
    ajax: ask(select.dataset.suggest, () => Object.fromEntries(parents(select).map(([name, box]) => [name, box.value]))),
  };
}

function ask(url, more) {
  return {
    url,
    delay: DELAY,
    dataType: "json",
    data: ({term, page}) => ({q: term ?? "", page: page ?? 1, ...more()}),
  };
}

/** [field, its box] for each field above: `data-parents` says `field=box` of each. */
function parents(select) {
  const pairs = (select.dataset.parents ?? "").split(" ").filter(Boolean).map((pair) => pair.split("="));
  return pairs.map(([name, box]) => [name, select.form.elements.namedItem(box)]).filter(([, box]) => box);
}

/** Enter, pressed before the answer to what was typed is there, chooses the first of that answer, never free text. */
function awaitAnswers(select) {
  const box = jQuery(select).data("select2");
  let asking = false;
  let wanted = false;
  box.on("query", () => { asking = true; wanted = false; });
  box.on("results:all", ({data}) => {
    asking = false;
    if (wanted && data.results.length && !data.results[0].free) box.trigger("results:select", {});
    wanted = false;
  });
  box.on("close", () => { wanted = false; });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !asking || !box.isOpen() || !event.target.matches(".select2-search__field")) return;
    event.preventDefault();
    event.stopPropagation();
    wanted = true;
  }, true);
}

/** A place in another province is none any more: a change above empties what is below. */
function followParents(select) {
  jQuery(parents(select).map(([, box]) => box)).on("change", () => {
    if (select.value) jQuery(select).val(null).trigger("change");
  });
}

/** The box that select2 shows is named, described and marked like the select that it replaces. */
function describe(select) {
  const shown = jQuery(select).data("select2").$selection[0];
  const label = select.labels[0];
  if (label) {
    label.id ||= `${select.id}-label`;
    shown.setAttribute("aria-labelledby", `${label.id} ${shown.getAttribute("aria-labelledby") ?? ""}`.trim());
  } else if (select.ariaLabel) {
    shown.setAttribute("aria-label", select.ariaLabel);
  }
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) shown.setAttribute(name, select.getAttribute(name));
  }
  if (select.required) shown.setAttribute("aria-required", "true");
  const value = shown.querySelector("[role=textbox]"); // select2 calls the shown value a nameless input
  value?.removeAttribute("role");
  value?.removeAttribute("aria-readonly");
  nameSearch(shown, label?.textContent ?? select.ariaLabel);
}

function nameSearch(root, name) {
  root.querySelector(".select2-search__field")?.setAttribute("aria-label", name || text("choose"));
}

function opened(event) {
  const select = event.target;
  const shown = jQuery(select).data("select2").$selection[0];
  shown.setAttribute("aria-controls", shown.getAttribute("aria-owns"));
  const open = document.querySelector(".select2-container--open .select2-dropdown");
  const label = select.labels[0]?.textContent ?? select.ariaLabel ?? text("choose");
  open.querySelector("[role=listbox]")?.setAttribute("aria-label", label);
  nameSearch(open, label);
  open.querySelector(".select2-search__field")?.focus();
}

function closed(event) {
  jQuery(event.target).data("select2").$selection[0].removeAttribute("aria-controls");
}

/** Emptying a box by its cross does not also open it. */
function keepClosed(event) {
  jQuery(event.target).one("select2:opening", (opening) => opening.preventDefault());
  setTimeout(() => jQuery(event.target).off("select2:opening"));
}
