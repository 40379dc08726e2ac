"""Listens to what is said: in the wrong language, or in the words of a program."""

from __future__ import annotations

import re
from typing import Any

from tests.scorecard.told import TELLS_TOO_MUCH
from tests.support.foreign import WORD, english_in
from tests.support.html import visible_texts

HAN = re.compile(r"[\u4e00-\u9fff]")
BRAND = {"Kehu 客户管理系统"}
# What programs read stays as it is in their format, and so do the names of formats and encodings.
TECHNICAL = {
    "JSON", "Rison", "Content", "Type", "application", "json", "next", "Match", "version", "Bearer", "Authorization",
    "ETag", "api", "col", "opr", "value", "filters", "login", "security", "name", "asc", "desc", "token", "keys",
    "columns", "order_column", "ODS", "VCF", "XLS", "csv", "UTF", "GBK", "Big", "Windows",
}  # fmt: skip


class Ear:
    """Notes in `wrong` what was said where, and counts in `heard` how many refusals there were."""

    def __init__(self, locale: str, values: set[str]) -> None:
        """`values` are the records' own: they stay in the language in which somebody wrote them."""
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
            left = english_in(page, self.values) - TECHNICAL
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
