"""The style page and the tokens that it shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.core.error_pages import _page
from app.core.i18n import force_locale
from tests.factories.system import UserFactory

CSS = Path(__file__).parents[2] / "app" / "static" / "css"
COLOUR = re.compile(r"(?<![\w-])#[0-9a-f]{3,8}\b")
TONED = re.compile(r"^  --([\w-]+): (?:#|rgb)", re.MULTILINE)
ERRORS = (400, 401, 403, 404, 405, 409, 413, 429, 500, 503)


def test_the_style_page_shows_every_colour_and_is_for_administrators(session, login):
    page = login(UserFactory(role_names=["Admin"])).get("/style/").text
    light = (CSS / "tokens.css").read_text().partition("[data-theme")[0]
    for name in TONED.findall(light):
        assert f"var(--{name})" in page, name
    assert 'data-theme="dark"' in page
    assert login(UserFactory(role_names=["Sales"])).get("/style/").status_code == 403


def test_no_style_sheet_has_a_colour_of_its_own():
    for sheet in CSS.glob("*.css"):
        if sheet.name != "tokens.css":
            assert not COLOUR.findall(sheet.read_text()), sheet.name


def test_every_colour_has_its_meaning_on_dark_ground_too():
    light, _, dark = (CSS / "tokens.css").read_text().partition("[data-theme")
    missing = set(TONED.findall(light)) - set(TONED.findall(dark)) - {"on-bar"}  # the bar is dark anyway
    assert not missing


@pytest.mark.parametrize("code", ERRORS)
def test_error_pages_speak_both_languages_in_the_design(app, session, code):
    told = {}
    for locale in ("zh", "en"):
        with app.test_request_context("/"), force_locale(locale):
            page, status = _page(code, "", "0a1b2c3d")
        assert status == code
        assert "css/all.css" in page
        assert "0a1b2c3d" in page
        told[locale] = re.search(r"<h1>([^<]+)</h1>", page)[1]
    assert re.search("[\u4e00-\u9fff]", told["zh"])
    assert not re.search("[\u4e00-\u9fff]", told["en"])
