// The order board: cards are dragged, or sent by the dialog of "Move to …"; what others change comes by itself.
// The server says how the board stands: whatever was tried, the columns are asked for again and only differences shown.
import {get} from "./requests.js";

const root = document.querySelector("[data-board]");
const news = document.querySelector("[data-board-news]");
const PAUSE = 10000; // milliseconds between two questions whether something changed
const PAGE = 25; // cards that a column has at first
let dragged = null;
let since = document.getElementById("board").dataset.since;

root.addEventListener("dragstart", onDragStart);
root.addEventListener("dragover", onDragOver);
root.addEventListener("dragleave", ({target}) => columnOf(target)?.classList.remove("over"));
root.addEventListener("drop", onDrop);
root.addEventListener("dragend", endDrag);
root.addEventListener("click", onClick);
document.addEventListener("submit", onSubmit);
document.addEventListener("visibilitychange", look);
setInterval(look, PAUSE);
document.querySelector(".order-card.found")?.scrollIntoView({block: "nearest", inline: "center"});

const columnOf = (element) => element.closest?.("[data-sources]");

function onDragStart(event) {
  dragged = event.target.closest(".order-card");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.order);
  const board = document.getElementById("board");
  for (const column of board.querySelectorAll("[data-sources]")) {
    const here = column.dataset.state === dragged.dataset.state;
    column.classList.toggle("open", here || column.dataset.sources.split(" ").includes(dragged.dataset.state));
  }
  board.classList.add("dragging");
}

function onDragOver(event) {
  const column = dragged && columnOf(event.target);
  if (!column) return;
  event.preventDefault();
  column.classList.add("over");
}

function onDrop(event) {
  const column = dragged && columnOf(event.target);
  if (!column) return;
  event.preventDefault();
  const card = dragged;
  endDrag();
  if (column.dataset.state === card.dataset.state) return;
  column.querySelector(".column-cards")?.prepend(card);
  const {order, version, state} = card.dataset;
  send(order, {version, seen: state, target: column.dataset.state}, card);
}

function endDrag() {
  dragged = null;
  document.getElementById("board").classList.remove("dragging");
  for (const column of root.querySelectorAll(".over, .open")) column.classList.remove("over", "open");
}

/** The forms of the dialog "Move to …" do the same as a drag. */
function onSubmit(event) {
  const form = event.target.closest("form[data-move-card]");
  if (!form) return;
  event.preventDefault();
  const values = Object.fromEntries(new FormData(form, event.submitter));
  form.closest("dialog").close();
  send(form.dataset.moveCard, values, document.getElementById(`order-${form.dataset.moveCard}`));
}

async function send(order, values, card) {
  card?.setAttribute("aria-busy", "true");
  let answer = {said: root.dataset.failed, leads_to: ""};
  let moved = false;
  try {
    const response = await fetch(root.dataset.sends.replace(/0$/, order), {
      method: "POST",
      headers: {"X-Requested-With": "XMLHttpRequest", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content},
      body: new URLSearchParams(values),
    });
    moved = response.ok;
    if (response.headers.get("Content-Type")?.includes("json")) answer = await response.json();
  } catch {
    // said below
  }
  await refresh(order);
  focusOn(order, "move");
  tell(answer.said, !moved);
  if (answer.leads_to) location.assign(answer.leads_to);
}

function tell(said, refused) {
  news.classList.toggle("refused", refused);
  news.textContent = said;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { news.textContent = ""; }, Math.max(6000, said.length * 120));
}

function focusOn(order, part) {
  const card = document.getElementById(`order-${order}`);
  card?.querySelector(`[data-focus=${part}]`)?.focus();
}

/** Ask whether something changed, if anybody is there to see it. */
async function look() {
  if (document.hidden || dragged) return;
  try {
    const answer = await (await get(`${root.dataset.changes}?since=${since}`, "application/json")).json();
    if (answer.changed) await refresh();
    since = answer.since;
  } catch {
    // the next question may be answered
  }
}

/** Show the columns as they are now; the card of `order`, if it is given, wherever it stands. */
async function refresh(order) {
  const url = new URL(root.dataset.board, location.href);
  const sizes = [...root.querySelectorAll(".column-cards")].filter((list) => list.children.length > PAGE);
  if (sizes.length) {
    url.searchParams.set("sizes", sizes.map((list) => `${list.parentElement.dataset.state}-${list.children.length}`).join("."));
  }
  const sought = order ?? new URLSearchParams(location.search).get("card");
  if (sought) url.searchParams.set("card", sought);
  try {
    const page = new DOMParser().parseFromString(await (await get(url, "text/html")).text(), "text/html");
    if (!dragged) patch(page.getElementById("board"));
  } catch {
    tell(root.dataset.failed, true);
  }
}

/** Take over what differs; what has the focus keeps it, in its new place too. */
function patch(fresh) {
  const held = document.activeElement?.closest(".order-card");
  const part = document.activeElement?.dataset.focus;
  for (const column of fresh.querySelectorAll(".order-column")) patchColumn(document.getElementById(column.id), column);
  if (held && part && !document.activeElement?.closest(".order-card")) focusOn(held.dataset.order, part);
}

function patchColumn(old, fresh) {
  replaceIfDifferent(old.querySelector(".column-head"), fresh.querySelector(".column-head"));
  const list = old.querySelector(".column-cards");
  const cards = [...fresh.querySelectorAll(".order-card")];
  const wanted = new Set(cards.map((card) => card.id));
  for (const card of [...list.children]) if (!wanted.has(card.id)) card.remove();
  cards.forEach((card, place) => {
    const here = list.querySelector(`#${card.id}`);
    if (!here) document.getElementById(card.id)?.remove(); // it stood in another column
    const kept = here?.isEqualNode(card) ? here : document.adoptNode(card);
    if (here && here !== kept) here.replaceWith(kept);
    if (list.children[place] !== kept) list.insertBefore(kept, list.children[place] ?? null);
  });
  patchTail(old, fresh, list);
}

/** That there is nothing, or that there is more. */
function patchTail(old, fresh, list) {
  const [now, then] = [old, fresh].map((column) => [...column.querySelectorAll(".column-empty, .column-more")]);
  if (now.length === then.length && now.every((one, place) => one.isEqualNode(then[place]))) return;
  now.forEach((one) => one.remove());
  list.after(...then.map((one) => document.adoptNode(one)));
}

function replaceIfDifferent(old, fresh) {
  if (!old.isEqualNode(fresh)) old.replaceWith(document.adoptNode(fresh));
}

/** More cards of a column come below those that are there. */
async function onClick(event) {
  const link = event.target.closest("a[data-more]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  link.setAttribute("aria-busy", "true");
  try {
    const page = new DOMParser().parseFromString(await (await get(link.href, "text/html")).text(), "text/html");
    const list = link.parentElement.querySelector(".column-cards");
    const cards = [...page.querySelectorAll(".order-card")].filter((card) => !document.getElementById(card.id));
    list.append(...cards.map((card) => document.adoptNode(card)));
    const further = page.querySelector("a[data-more]");
    if (further) link.replaceWith(document.adoptNode(further));
    else link.remove();
    cards[0]?.querySelector("[data-focus=open]").focus();
  } catch {
    location.assign(link.href);
  }
}
