"""Scorecard row 39: whatever is refused, the reason stands in the reader's language and in no words of the program."""

from __future__ import annotations

import re
from typing import Any

import pytest

import app.factory  # noqa: F401  (every model, before one is named)
from app.core.i18n import LOCALES
from tests.pages.test_languages import WORD, foreign_words, own_values
from tests.pages.test_views import addresses_of, form_data
from tests.scorecard.told import TELLS_TOO_MUCH
from tests.support.html import visible_texts

# Typed where they make no sense; of neither language, so that an answer may repeat them.
TYPED = ("9" * 400, "2026-02-30", "-5", "<>", "1e400", "\x00", " ", "9" * 30_000)
ARGUMENTS = (
    "page_{v}=-1", "psize_{v}=0", "_oc_{v}=1", "_flt_0_1=1", "_flt_99_{f}=1", "_flt_0_{f}=%00", "q=%00", "after=-1",
    "q=" + "9" * 300, "import=-1", "rows=1", "columns=1", "measure=1", "page=-1",
)  # fmt: skip
QUERIES = (
    {"q": "("}, {"q": "(page:-1)"}, {"q": "(page_size:0)"}, {"q": "(order_column:'1')"}, {"q": "(columns:!('1'))"},
    {"q": "(filters:!((col:'1',opr:eq,value:'1')))"}, {"q": "(filters:5)"}, {"1": "1"}, {"page": "-1"}, {"after": "-1"},
)  # fmt: skip
BODIES = (
    b"",
    b"[]",
    b"{",
    b"{}",
    b'{"name": [1]}',
    b'{"1": 1}',
    b'{"version": 0}',
    b'{"version": 99}',
    b'{"name": ""}',
)
HAN = re.compile(r"[\u4e00-\u9fff]")
BRAND = {"Kehu 客户管理系统"}
# What programs read stays as it is in their format.
TECHNICAL = {
    "JSON",
    "Rison",
    "Content",
    "Type",
    "application",
    "json",
    "next",
    "Match",
    "version",
    "Bearer",
    "Authorization",
    "ETag",
    "api",
    "col",
    "opr",
    "value",
    "filters",
    "login",
    "security",
    "name",
    "asc",
    "desc",
    "ODS",
    "VCF",
    "XLS",
    "token",
    "keys",
    "columns",
    "order_column",
}
# What is no value of any list: refused with the values that there are, in the script of what was written.
WORDS = {"zh": "无此值", "en": "zzz"}
REFERENCE = re.compile(r"[a-f]+")  # part of the number under which the log keeps a refusal

BOTH = pytest.mark.parametrize("locale", LOCALES)


class Ear:
    """Notes what is said in the wrong language or in the words of a program."""

    def __init__(self, locale: str, values: set[str]) -> None:
        self.locale, self.values, self.heard = locale, values | BRAND, 0
        self.wrong: dict[str, set[str]] = {}
        self.headers = {"Accept-Language": {"zh": "zh-CN", "en": "en"}[locale]}

    def page(self, where: str, answer: Any) -> None:
        """What a page says."""
        if answer.mimetype != "text/html":
            return
        self.heard += answer.status_code >= 400
        page = answer.text.replace("\x00", "")
        if self.locale == "zh":
            left = {word for word in foreign_words(page, self.values) - TECHNICAL if not REFERENCE.fullmatch(word)}
        else:
            left = {text for text in visible_texts(page) if HAN.search(self._without(text))}
        self._note(where, left, page)

    def message(self, where: str, said: list[str]) -> None:
        """What a program is told."""
        self.heard += len(said)
        for text in said:
            words = set(WORD.findall(text)) - TECHNICAL if self.locale == "zh" else set(HAN.findall(text))
            self._note(where, words, text)

    def _without(self, text: str) -> str:
        for value in sorted(self.values, key=len, reverse=True):
            text = text.replace(value, "")
        return text

    def _note(self, where: str, left: set[str], whole: str) -> None:
        told = {found[0] for found in [TELLS_TOO_MUCH.search(whole)] if found}
        if left | told:
            self.wrong.setdefault(where, set()).update(sorted(left | told)[:8])


@pytest.fixture
def ear(session, views, people, samples, locale) -> Ear:
    samples(people["Admin"])
    return Ear(locale, own_values(session, views))


def typed_in(field: Any, typed: str, locale: str) -> str:
    return WORDS[locale] if field.type in ("choice", "lookup") else typed


@BOTH
@pytest.mark.databases("sqlite")
def test_forms_say_why(app, views, people, login, ear, locale):
    client = login(people["Admin"])
    for view in views:
        where = addresses_of(app, view, None, ("add",)).get("add")
        if where is None:
            continue
        blank = form_data(client.get(where).text)
        for typed in TYPED:
            sent = blank | {f.name: [typed_in(f, typed, locale)] for f in view.form_fields if f.type != "boolean"}
            answer = client.post(where, data=sent, headers=ear.headers)
            if answer.status_code != 302:
                ear.page(where, answer)
    assert ear.wrong == {}
    assert ear.heard > 50
