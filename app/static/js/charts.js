// Draws what the server counted (data-chart), after fetching the cards that a page only announces (data-chart-url).
import {get} from "./requests.js";
import {text} from "./texts.js";

const PALETTE = ["#2563a8", "#d97706", "#0f8b6d", "#b4435b", "#6d5bb5", "#5c7f1e", "#c2527f", "#2a8aa8", "#8a6d3b", "#4a5568"];
const MUTED = "#9aa3b0";
const LINE_HEIGHT = 28; // pixels of one lying bar
const AT_ONCE = 2; // cards under way: the others wait, so that a page of charts leaves threads for other people

const PAPER_WIDTH = 640; // pixels: A4 upright with the margins of any printer

const NEAR = "300px"; // of the window: there a chart is worth the library that draws it

const charts = new Map();
let library = null; // a promise of the module, once a chart comes near
let waiting = []; // charts that nobody has come near to
const still = matchMedia("(prefers-reduced-motion: reduce)");
const near = new IntersectionObserver(comeNear, {rootMargin: NEAR});
const resized = new ResizeObserver((entries) => entries.forEach(({target}) => charts.get(target)?.resize()));

function draw(root) {
  for (const box of root.querySelectorAll("[data-chart]")) {
    waiting.push(box);
    near.observe(box);
  }
}

/** The first chart that comes near brings the library; from then on all are drawn, seen or not. */
async function comeNear(entries) {
  if (!library && !entries.some(({isIntersecting}) => isIntersecting)) return;
  for (const box of waiting) box.setAttribute("aria-busy", "true");
  library ??= import("../vendor/echarts.js");
  const {init} = await library.catch(() => ({}));
  const boxes = waiting;
  waiting = [];
  for (const box of boxes) {
    near.unobserve(box);
    box.removeAttribute("aria-busy");
    if (init) drawOne(box, init);
    else box.textContent = text("failed");
  }
}

function drawOne(box, init) {
  const data = JSON.parse(box.dataset.chart);
  const lying = (data.kind === "bar" || data.kind === "stack") && !data.upright;
  if (lying && box.closest(".chart-alone")) box.style.height = `${data.groups.length * LINE_HEIGHT + 48}px`;
  const chart = init(box, null, {renderer: "svg", locale: data.locale === "zh" ? "ZH" : "EN"});
  const style = getComputedStyle(box);
  const look = {ink: style.color, paper: style.getPropertyValue("--paper") || "#fff", room: Math.min(240, box.clientWidth * 0.3)};
  chart.setOption({...frame(data, style), ...SHAPES[data.kind](data, look)});
  chart.on("click", ({data: group}) => group?.url && location.assign(group.url));
  charts.set(box, chart);
  resized.observe(box);
}

/** What all shapes share. Tooltips are drawn, not HTML: names that came with data stay text. */
function frame(data, style) {
  return {
    animation: !still.matches,
    animationDuration: 250,
    aria: {enabled: data.kind !== "stack", label: {data: {excludeDimensionId: [data.upright ? 0 : 1], maxCount: 30}}},
    color: PALETTE,
    backgroundColor: "transparent",
    textStyle: {fontFamily: style.fontFamily, color: style.color},
    tooltip: {
      trigger: data.kind === "line" ? "axis" : "item",
      renderMode: "richText",
      confine: true,
      formatter: (at) => described([at].flat()[0].data, data.unit),
    },
  };
}

function described(group, unit) {
  const share = group.share ? ` (${group.share})` : "";
  return `${plain(group.name)}\n${plain(unit)}: ${group.text}${share}`;
}

function parted({name, seriesName, value}) {
  return `${plain(name)}\n${plain(seriesName)}: ${value.toLocaleString()}`;
}

/** Braces would be markup in a drawn text. */
function plain(words) {
  return words.replace(/[{}|]/g, " ");
}

function items(data) {
  return data.groups.map((group) => ({
    ...group,
    name: group.label,
    cursor: group.url ? "pointer" : "default",
    ...(group.muted && {itemStyle: {color: MUTED}}),
  }));
}

function axes(data, {ink, room}) {
  const short = new Intl.NumberFormat(data.locale === "zh" ? "zh-CN" : "en", {notation: "compact"});
  const names = {
    type: "category",
    data: data.groups.map(({label}) => label),
    axisTick: {show: false},
    axisLabel: data.upright ? {hideOverlap: true, color: ink} : {width: room, overflow: "truncate", ellipsis: "…", color: ink},
    inverse: !data.upright,
  };
  const numbers = {
    type: "value",
    minInterval: data.whole ? 1 : 0,
    splitNumber: 4,
    axisLabel: {formatter: (value) => short.format(value), hideOverlap: true, color: ink},
  };
  return data.upright ? {xAxis: names, yAxis: numbers} : {xAxis: numbers, yAxis: names};
}

function shown({data}) {
  return data.short;
}

const SHAPES = {
  bar: (data, look) => ({
    ...axes(data, look),
    grid: {left: 8, right: data.upright ? 16 : 56, top: 24, bottom: 8, outerBoundsMode: "same"},
    series: [{
      type: "bar",
      name: data.unit,
      data: items(data),
      barMaxWidth: 22,
      label: {show: true, position: data.upright ? "top" : "right", formatter: shown, color: look.ink},
      labelLayout: {hideOverlap: true},
    }],
  }),
  stack: (data, look) => ({
    ...axes(data, look),
    grid: {left: 8, right: 24, top: 40, bottom: 8, outerBoundsMode: "same"},
    legend: {type: "scroll", top: 0, textStyle: {color: look.ink}, formatter: plain},
    tooltip: {trigger: "item", renderMode: "richText", confine: true, formatter: parted},
    series: data.series.map(({name, values}) => ({type: "bar", stack: "all", name, data: values, barMaxWidth: 22})),
  }),
  line: (data, look) => ({
    ...axes(data, look),
    grid: {left: 8, right: 24, top: 24, bottom: 8, outerBoundsMode: "same"},
    series: [{type: "line", name: data.unit, data: items(data), symbolSize: 7, areaStyle: {opacity: 0.12}}],
  }),
  pie: (data, {ink, paper}) => ({
    series: [{
      type: "pie",
      name: data.unit,
      radius: ["38%", "62%"],
      itemStyle: {borderColor: paper, borderWidth: 1},
      labelLine: {length: 10, length2: 8},
      data: items(data).filter(({value}) => value > 0),
      label: {formatter: ({data: group}) => `${plain(group.name)}\n${group.short}  ${group.share}`, color: ink},
    }],
  }),
  funnel: (data, {ink}) => ({
    series: [{
      type: "funnel",
      name: data.unit,
      sort: "none",
      left: "4%",
      right: "34%",
      top: 12,
      bottom: 12,
      gap: 3,
      minSize: "3%",
      data: items(data),
      label: {position: "right", formatter: ({data: group}) => `${plain(group.name)}  ${group.short}`, color: ink},
    }],
  }),
};

async function fill(card) {
  try {
    const answer = await get(card.dataset.chartUrl, "text/html");
    card.innerHTML = await answer.text();
    draw(card);
    card.dispatchEvent(new CustomEvent("kehu:loaded", {bubbles: true}));
  } catch {
    card.querySelector(".chart-loading").textContent = text("failed");
  }
  card.removeAttribute("aria-busy");
}

async function fillAll(waiting) {
  while (waiting.length) await fill(waiting.shift());
}

/** On paper the numbers stand under every chart, and a chart is no wider than a page. */
function prepareForPaper() {
  for (const numbers of document.querySelectorAll(".chart-numbers")) numbers.open = true;
  for (const chart of charts.values()) chart.resize({width: Math.min(chart.getWidth(), PAPER_WIDTH)});
}

draw(document);
const cards = [...document.querySelectorAll("[data-chart-url]")];
for (let number = 0; number < AT_ONCE; number += 1) fillAll(cards);
window.addEventListener("beforeprint", prepareForPaper);
window.addEventListener("afterprint", () => charts.forEach((chart) => chart.resize()));
