"""A walk over every screen: usable by all, quiet, translated, no wider than the window, in reach of the keyboard.

Screens are found by asking, so a new entity is covered by existing. Pictures of all of them are kept.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import chain, product
from pathlib import Path
from typing import Any

import pytest

from tests.browser.combinations import (
    ALL,
    LOCALES,
    OUTSIDE,
    PAIRWISE,
    VISITOR,
    WIDTHS,
    Combination,
    everything,
    pairs,
    rotated,
)  # fmt: skip
from tests.browser.company import Company, founded
from tests.browser.conftest import PATIENCE, Troubles
from tests.browser.looking import judged, missed_by_tab, prepare
from tests.browser.screens import HEADERS, Screen, before_login, every_screen, is_page
from tests.support.browser import PICTURES
from tests.support.processes import LiveServer, serve

SOAKED = [pytest.param(width, locale, marks=pytest.mark.soak) for width in WIDTHS for locale in LOCALES]


class Walk:
    """Goes from screen to screen as each of the readers, in one window, so that what all share is fetched once."""

    def __init__(self, browser: Any, server: LiveServer, company: Company, pictures: Path) -> None:
        self.server, self.company, self.pictures = server, company, pictures
        self.troubles = Troubles()
        self.context = browser.new_context(
            base_url=server.url(""), timezone_id="Asia/Shanghai", reduced_motion="reduce"
        )
        self.context.set_default_timeout(PATIENCE)
        prepare(self.context)
        self.page = self.context.new_page()
        self.troubles.watch(self.page, server)
        self._answers: dict[tuple[str, str], tuple[bool, bool]] = {}
        self._parts: set[str] = set()
        self._framed: set[Combination] = set()

    def opens(self, reader: str, screen: Screen) -> bool:
        """Whether there is such a page, and this reader may see it. Kinds that are parts of pages or files are none."""
        if screen.kind in self._parts:
            return False
        there, page = self._answer(reader, screen)
        if there and not page:
            self._parts.add(screen.kind)
        return page and (there or screen.make is not None)

    def _answer(self, reader: str, screen: Screen) -> tuple[bool, bool]:
        """Whether a reader gets what they ask for, and whether that is a page."""
        key = (reader, screen.address)
        if key not in self._answers:
            client = self.company.clients[reader]
            answer = screen.make(client, "en") if screen.make else client.get(screen.address)
            self._answers[key] = (answer.status_code == 200, is_page(answer))
        return self._answers[key]

    def look(self, combination: Combination, screen: Screen, *, tab: bool = False) -> list[str]:
        """What is wrong with a screen; `tab` presses that key from its top to its end, too."""
        width, locale, reader = combination
        self.become(reader, locale)
        self.page.set_viewport_size({"width": width, "height": 800})
        if screen.make:
            made = screen.make(self.company.clients[reader], locale).text
            self.page.route(screen.address, lambda route: route.fulfill(body=made, content_type="text/html"), times=1)
        self.troubles.clear()
        self.page.goto(screen.address)
        picture = self.pictures / f"{screen.kind}-{screen.name}-{width}-{locale}-{reader}"
        found = judged(self.page, locale, self.company.values, picture, frame=combination not in self._framed)
        self._framed.add(combination)
        found += [*(missed_by_tab(self.page) if tab else ()), *self.troubles]
        return [f"{screen.address} {width} {locale} {reader}: {fault}" for fault in found]

    def become(self, reader: str, locale: str) -> None:
        """Go on as somebody who is logged in, or as a visitor, with a browser in their language."""
        self.context.clear_cookies()
        cookie = self.company.clients[reader].get_cookie("session")
        if reader != VISITOR:
            self.context.add_cookies([{"name": "session", "value": cookie.value, "url": self.server.url()}])
        self.page.set_extra_http_headers(HEADERS[locale])


@pytest.fixture
def pictures(request: pytest.FixtureRequest) -> Path:
    """An empty folder for the pictures of one walk."""
    width, locale = (request.node.callspec.params.get(name, "") for name in ("width", "locale"))
    folder = PICTURES / (f"{width}-{locale}" if width else "once")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def walk(committing_app: Any, installation: Any, browser: Any, pictures: Path) -> Iterator[Walk]:
    company = founded(committing_app)
    with serve(installation) as server:
        walk = Walk(browser, server, company, pictures)
        yield walk
        walk.context.close()


@pytest.mark.databases("sqlite")
def test_every_screen_once(walk: Walk, committing_app: Any) -> None:
    """Width, language and role change from screen to screen, so that every pair of them is met."""
    screens = every_screen(committing_app, walk.company.records)
    outside = product(OUTSIDE, before_login(walk.company.link))
    found, seen, kinds = [], [], set()
    for combination, screen in chain(rotated(screens, walk.opens), outside):
        seen.append(combination)
        found += walk.look(combination, screen, tab=screen.kind not in kinds)
        kinds.add(screen.kind)
    assert not found, "\n".join(found)
    assert pairs(seen) >= pairs(ALL)
    assert len(seen) > 150


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(("width", "locale"), SOAKED)
def test_every_screen_in_every_way(walk: Walk, committing_app: Any, width: int, locale: str) -> None:
    found = []
    for combination, screen in everything(every_screen(committing_app, walk.company.records), walk.opens):
        if combination[:2] == (width, locale):
            found += walk.look(combination, screen, tab=True)
    assert not found, "\n".join(found)


def test_the_rotation_meets_every_pair() -> None:
    assert pairs(PAIRWISE) == pairs(ALL)
    assert len(set(PAIRWISE)) == len(PAIRWISE)
