"""What the models of this module share: their access group, and columns that rules of this module check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date as Day
from functools import cache
from typing import Any

from sqlalchemy.orm import Mapped, MappedColumn

from app.core.clock import today
from app.core.columns import date, string
from app.core.email_addresses import check_email
from app.core.i18n import current_locale
from app.core.text import N_
from app.core.traits import Governed
from app.customers.rules.birthdays import check_birthday
from app.customers.rules.phones import check_phone, shown_phone
from app.customers.rules.social import check_qq, check_wechat
from app.customers.rules.websites import check_homepage

EXTENSION = {"zh": " 转 ", "en": " ext. "}  # what stands before an extension number


class CustomersGoverned(Governed):
    """A record of the customers module, seen as far as the role's scope in it reaches."""

    __access_group__ = "customers"


class Attended:
    """A record whose owner is expected to look after it."""

    owner_since: Mapped[Day | None] = date(N_("Owner since"), computed=True)
    attended_on: Mapped[Day | None] = date(N_("Last attended on"), computed=True)


def phone_number(label: str, country: str, **options: Any) -> MappedColumn[Any]:
    """A number kept as typed and shown as it is written in `country` (a path from the record), in the reader's words.

    The check knows no country; `saving` looks at the number again when the record is known.
    """

    def shown(record: Any, number: str) -> str:
        value = record
        for name in country.split("."):
            value = getattr(value, name, None)
        text = shown_phone(number, value)
        for word in EXTENSION.values():
            text = text.replace(word, EXTENSION[current_locale()])
        return text

    return string(label, 60, check=check_phone, shown=shown, shown_with=(country,), **options)


@cache
def phone_columns(model: type[Any]) -> list[str]:
    """The names of the columns of `model` that hold phone numbers."""
    return [column.key for column in model.__mapper__.column_attrs if _check_of(column) is check_phone]


def _check_of(column: Any) -> Callable[[Any], Any] | None:
    spec = column.columns[0].info.get("field")
    return spec.check if spec else None


def email_address(label: str, **options: Any) -> MappedColumn[Any]:
    """One address."""
    return string(label, 254, check=check_email, **options)


def web_address(label: str, **options: Any) -> MappedColumn[Any]:
    """An address on the web, or the words of an old file that lead nowhere."""
    return string(label, 300, check=check_homepage, **options)


def qq_number(label: str, **options: Any) -> MappedColumn[Any]:
    """A QQ number."""
    return string(label, 20, check=check_qq, **options)


def wechat_id(label: str, **options: Any) -> MappedColumn[Any]:
    """A WeChat ID, or the mobile or QQ number by which its owner is found."""
    return string(label, 60, check=check_wechat, **options)


def past_day(label: str, **options: Any) -> MappedColumn[Any]:
    """A day that lies in the past."""
    return date(label, check=_check_birthday, **options)


def _check_birthday(day: Day) -> Day:
    return check_birthday(day, today())
