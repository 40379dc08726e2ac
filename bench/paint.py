"""When a browser shows something of a list, and what it has fetched by then, over a large database.

    python -m bench.paint [--customers 20000] [--seed 1] [--database sqlite|postgresql|both] [--keep FOLDER]

Opens pages in Chromium, for the first time (nothing kept) and again, for three readers. Prints milliseconds until the
first contentful paint, the median and the worst of a few visits, and the bytes that came over the wire.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

import app.factory  # noqa: F401  (first: the framework maps whatever models there are)
from bench._crew import PASSWORD, READERS
from bench._databases import filled
from bench._options import kinds, parser
from bench._server import PRODUCT, serve
from tests.support.browser import launched_browser

VISITS = 7
PAGES = {"customer list": "/customer/list/", "contact list": "/contact/list/", "start page": "/"}
WANTED = 500  # milliseconds until the first contentful paint of a list
PAINTED = """() => new Promise((told) => new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.name === "first-contentful-paint") told(entry.startTime);
}).observe({type: "paint", buffered: true}))"""


def main() -> None:
    options = parser(__doc__).parse_args()
    for kind in kinds(options):
        with filled(kind, options.customers, options.seed, options.keep) as (place, _):
            with serve(PRODUCT, place) as server, launched_browser() as browser:
                print(f"{place.version()}, {options.customers} customers")
                for title, name in READERS.items():
                    report(browser, f"http://127.0.0.1:{server.port}", title, name)


def report(browser: Any, base: str, title: str, name: str) -> None:
    state = logged_in(browser, base, name)
    for page, address in PAGES.items():
        cold = [visited(browser, base, state, address, before=()) for _ in range(VISITS)]
        warm = [visited(browser, base, state, address, before=(address,)) for _ in range(VISITS)]
        print(f"{page:16} {title:22} first: {told(cold)}   again: {told(warm)}")


def told(visits: list[tuple[float, int]]) -> str:
    paints = [paint for paint, _ in visits]
    late = " MISSED" if median(paints) > WANTED else ""
    return f"{median(paints):5.0f} ms (worst {max(paints):5.0f}) {visits[-1][1] / 1000:6.1f} kB{late}"


def logged_in(browser: Any, base: str, name: str) -> Any:
    """The cookies of somebody who is logged in."""
    with opened(browser, base) as page:
        page.goto("/login/")
        page.fill("#username", name)
        page.fill("#password", PASSWORD)
        with page.expect_navigation():
            page.click(".login-form button")
        return page.context.storage_state()


def visited(browser: Any, base: str, state: Any, address: str, before: tuple[str, ...]) -> tuple[float, int]:
    """(milliseconds until the first contentful paint, bytes from the server) of a page, after the pages `before`."""
    with opened(browser, base, storage_state=state) as page:
        for earlier in before:
            page.goto(earlier, wait_until="networkidle")
        came: list[int] = []
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", lambda event: came.append(int(event["encodedDataLength"])))
        page.goto(address, wait_until="networkidle")
        return page.evaluate(PAINTED), sum(came)


@contextmanager
def opened(browser: Any, base: str, **options: Any) -> Iterator[Any]:
    context = browser.new_context(base_url=base, locale="zh-CN", timezone_id="Asia/Shanghai", **options)
    try:
        yield context.new_page()
    finally:
        context.close()


if __name__ == "__main__":
    main()
