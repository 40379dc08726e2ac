"""Words of the wrong language on a page: texts that nobody marked or translated."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from app.core.display import title
from app.core.registry import entity_of
from app.core.views import entity_views
from app.system.models.user import User
from tests.support.html import visible_texts

WORD = re.compile(r"[A-Za-z]{3,}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Names that stay as they are in Chinese.
PROPER = {
    "Kehu", "English", "Excel", "CSV", "MSN", "JSON", "API", "CNY", "Admin", "GMT", "UTC", "XLSX", "PDF", "vCard",
    "Office", "ZIP", "ODS", "VCF", "XLS", "REST",
}  # fmt: skip
BRAND = "Kehu 客户管理系统"


def own_values(session: Any) -> set[str]:
    """Everything that stands in the records themselves."""
    values = set()
    for model in {view.model for view in entity_views()} | {User}:
        worked_out = [f for f in entity_of(model).fields.values() if f.stored == "computed" and f.spec.type == "string"]
        for record in session.scalars(select(model)):
            found = [getattr(record, column.key) for column in model.__mapper__.column_attrs]
            found += [field.read(record) for field in worked_out]
            values |= {
                value for value in found if isinstance(value, str) and (len(value) > 2 or not value.isascii())
            } | {title(record)}
    return values


def english_in(page: str, values: Collection[str]) -> set[str]:
    """English words on a Chinese page that are neither names nor the records' own values."""
    return {word for text in _left(page, WORD, values) for word in WORD.findall(text)} - PROPER


def chinese_in(page: str, values: Collection[str]) -> set[str]:
    """Texts of an English page with Chinese in them that is not the records' own."""
    return set(_left(page, CHINESE, {*values, BRAND}))


def _left(page: str, wrong: re.Pattern[str], values: Collection[str]) -> list[str]:
    """The texts of a page in which something `wrong` is left without the records' own values."""
    suspects = {text for text in visible_texts(page) if wrong.search(text) and text not in values}
    if not suspects:
        return []
    together = "\n".join(suspects)  # few of many thousands of values stand on one page
    longest = sorted((value for value in values if value in together), key=len, reverse=True)
    return [rest for text in suspects if wrong.search(rest := _without(text, longest))]


def _without(text: str, values: Collection[str]) -> str:
    for value in values:
        text = text.replace(value, "")
    return text
