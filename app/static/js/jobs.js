// Progress of background jobs: every element with data-job="<address of its status>" shows how far the job is.
// The address answers {status, status_label, done, total, message, finished, result_url, error}.
// With data-reload the page is loaded again when the job ends. What the server wrote stands until the first answer.
import {get} from "./requests.js";
import {text} from "./texts.js";

const PAUSE = 1000; // milliseconds between two questions
const seen = new WeakSet();

export function watchJobs(root) {
  for (const place of root.querySelectorAll("[data-job]")) {
    if (!seen.has(place)) {
      seen.add(place);
      follow(place);
    }
  }
}

async function follow(place) {
  const shown = parts();
  while (place.isConnected) {
    const state = await ask(place, shown);
    if (state?.finished) {
      if (place.dataset.reload !== undefined) location.reload();
      return;
    }
    await pause();
  }
}

async function ask(place, shown) {
  try {
    const state = await (await get(place.dataset.job, "application/json")).json();
    render(place, shown, state);
    return state;
  } catch {
    shown.message.textContent = text("offline");
    show(place, shown);
    return null;
  }
}

/** Until the next question; a page that nobody looks at asks nothing. */
async function pause() {
  await new Promise((resolve) => setTimeout(resolve, PAUSE));
  if (document.hidden) {
    await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, {once: true}));
  }
}

function parts() {
  const made = {
    label: element("span", "job-label"),
    numbers: element("span", "job-numbers"),
    bar: element("progress", "job-bar"),
    message: element("p", "job-message"),
    result: element("a", "button"),
  };
  made.label.setAttribute("role", "status");
  made.bar.setAttribute("aria-label", text("progress"));
  made.result.textContent = text("result");
  made.result.hidden = true;
  return made;
}

function show(place, shown) {
  if (shown.bar.parentNode === place) return;
  place.classList.add("job");
  place.replaceChildren(...Object.values(shown));
}

function element(name, css) {
  const made = document.createElement(name);
  made.className = css;
  return made;
}

function render(place, shown, state) {
  const {label, numbers, bar, message, result} = shown;
  show(place, shown);
  place.dataset.status = state.status;
  if (label.textContent !== state.status_label) label.textContent = state.status_label;
  const known = state.total > 0;
  numbers.textContent = known ? `${number(state.done)} / ${number(state.total)}` : "";
  if (known) {
    bar.max = state.total;
    bar.value = state.done;
  } else if (state.finished) {
    bar.value = bar.max;
  }
  bar.hidden = state.finished && !known;
  message.textContent = state.error || state.message || "";
  result.hidden = !state.result_url;
  if (state.result_url) result.href = state.result_url;
}

function number(value) {
  return new Intl.NumberFormat(document.documentElement.lang).format(value);
}
