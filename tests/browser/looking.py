"""A look at one open page: complete, judged, and kept as a picture."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.browser import axe_source
from tests.support.foreign import chinese_in, english_in

GRAVE = ("serious", "critical")
# Counts the requests that scripts have under way.
WATCH = """(() => {
  const ask = window.fetch;
  window.underWay = 0;
  const end = () => { window.underWay -= 1; };
  window.fetch = (...what) => { window.underWay += 1; return ask(...what).finally(end); };
  const {send} = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.send = function (...what) {
    window.underWay += 1;
    this.addEventListener("loadend", end);
    send.apply(this, what);
  };
})()"""
COMPLETE = "() => document.readyState === 'complete' && !window.underWay && !document.querySelector('[aria-busy=true]')"
TABS = """() => {
  const tabs = [...document.querySelectorAll('[role=tab]')];
  for (const tab of tabs) tab.click();
  return tabs.length;
}"""
UNFOLD = """() => {
  for (const panel of document.querySelectorAll('[role=tabpanel]')) panel.hidden = false;
  for (const part of document.querySelectorAll('details:not(.menu, .filters)')) part.open = true;
}"""
# Bar and menu are the same on every screen.
AXE = """async (whole) => {
  const where = whole ? document : {exclude: [".topbar", ".sidebar"]};
  const {violations} = await axe.run(where, {resultTypes: ["violations"], preload: false});
  return violations.map(({id, impact, nodes}) => ({id, impact, html: nodes.map((node) => node.html.slice(0, 160))}));
}"""
# The controls that the Tab key should meet, in their order; then those that it met.
EXPECT = """() => {
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary,"
    + "[tabindex='0']")];
  const seen = (one) => one.checkVisibility({visibilityProperty: true}) && one.getClientRects().length;
  const unchosen = (one) => one.type === "radio" && !one.checked;
  window.wanted = all.filter((one) => one.tabIndex === 0 && !one.disabled && seen(one) && !unchosen(one));
  window.met = [];
  document.addEventListener("focusin", ({target}) => window.met.push(target));
  document.body.tabIndex = -1; // begin at the top
  document.body.focus();
  document.body.removeAttribute("tabindex");
  const steps = {date: 4, "datetime-local": 8};
  return window.wanted.reduce((sum, one) => sum + (steps[one.type] ?? 1), 1);
}"""
MET = """() => {
  const places = window.wanted.map((one) => window.met.indexOf(one));
  const say = (one) => one.outerHTML.replace(/\\s+/g, " ").slice(0, 160);
  const missed = window.wanted.filter((_, number) => places[number] < 0).map((one) => `Tab does not meet ${say(one)}`);
  const known = window.wanted.filter((_, number) => places[number] >= 0);
  const late = known.filter((one, number) => number && window.met.indexOf(one) < window.met.indexOf(known[number - 1]));
  return [...missed, ...late.map((one) => `Tab meets too early ${say(one)}`)];
}"""


@cache
def looks() -> str:
    return Path(__file__).with_name("looks.js").read_text(encoding="utf-8")


def settle(page: Any) -> None:
    """Wait until nothing is under way any more."""
    page.wait_for_function(COMPLETE)


def prepare(context: Any) -> None:
    """Let every page of a context be looked at."""
    context.add_init_script(WATCH)
    context.add_init_script(axe_source())


def judged(page: Any, locale: str, values: Collection[str], picture: Path, *, frame: bool) -> list[str]:
    """What is wrong with the page that is open; every tab and folded part is opened on the way.

    `frame`: bar and menu are examined by axe, too.
    """
    settle(page)
    page.screenshot(path=picture.with_suffix(".jpg"), type="jpeg", quality=70, full_page=True)
    tabs = page.evaluate(TABS)
    settle(page)
    page.evaluate(UNFOLD)
    settle(page)
    if tabs:
        page.screenshot(path=picture.with_suffix(".tabs.jpg"), type="jpeg", quality=70, full_page=True)
    return [*axe_finds(page, frame), *page.evaluate(looks()), *foreign(page, locale, values)]


def axe_finds(page: Any, frame: bool) -> list[str]:
    """What axe calls serious or critical."""
    return [f"axe: {v['id']} {v['html']}" for v in page.evaluate(AXE, frame) if v["impact"] in GRAVE]


def foreign(page: Any, locale: str, values: Collection[str]) -> list[str]:
    """What stands there in the other language."""
    left = (english_in if locale == "zh" else chinese_in)(page.content(), values)
    return [f"not translated: {sorted(left)}"] if left else []


def missed_by_tab(page: Any) -> list[str]:
    """Press Tab from the top of the page to its end; the controls that were not met, or not in their order."""
    for _ in range(page.evaluate(EXPECT)):
        page.keyboard.press("Tab")
    return page.evaluate(MET)  # type: ignore[no-any-return]
