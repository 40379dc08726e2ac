"""The one table of open lists: industries, sources, units … edited by administrators, read through a stamped cache."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Mapped

from app.core.columns import boolean, choice, integer, string
from app.core.db import Model, db
from app.core.i18n import current_locale
from app.core.stamps import stamped, watch
from app.core.text import N_
from app.core.traits import Record, unique_among_live


def lookup_kinds() -> dict[str, str]:
    """{kind: label msgid} of every open list that a module declares."""
    modules = current_app.extensions["kehu_modules"]
    return {kind: label for module in modules for kind, label in module.lookup_kinds.items()}


class Lookup(Record, Model):
    """One value of one open list."""

    __tablename__ = "lookup"
    __table_args__ = (unique_among_live("lookup", "kind", "code"),)
    __label__ = N_("List value")
    __label_plural__ = N_("List values")
    __title_field__ = "code"

    kind: Mapped[str] = choice(N_("List"), None, labels=lookup_kinds, required=True, fixed=True)
    code: Mapped[str] = string(N_("Code"), 60, required=True, key=True, fixed=True)
    name_zh: Mapped[str] = string(N_("Chinese name"), 100, required=True)
    name_en: Mapped[str] = string(N_("English name"), 100, required=True)
    aliases: Mapped[str | None] = string(N_("Other spellings"), 200, help=N_("Imports accept them too."))
    position: Mapped[int] = integer(N_("Order"), default=0)
    active: Mapped[bool] = boolean(N_("Enabled"), default=True)

    def __str__(self) -> str:
        return self.name_zh if current_locale() == "zh" else self.name_en


@dataclass(frozen=True)
class LookupValue:
    """One value as screens and files need it: the stored code and both names."""

    code: str
    zh: str
    en: str
    active: bool
    aliases: tuple[str, ...] = ()
    position: int = 0

    def label(self, locale: str) -> str:
        return self.zh if locale == "zh" else self.en


def _read_all() -> dict[str, dict[str, LookupValue]]:
    columns = (Lookup.kind, Lookup.code, Lookup.name_zh, Lookup.name_en, Lookup.active, Lookup.aliases, Lookup.position)
    statement = select(*columns).where(Lookup.archived_at.is_(None)).order_by(Lookup.kind, Lookup.position, Lookup.id)
    lists: dict[str, dict[str, LookupValue]] = {}
    for kind, code, zh, en, active, aliases, place in db.session.execute(statement):
        lists.setdefault(kind, {})[code] = LookupValue(code, zh, en, active, tuple((aliases or "").split(", ")), place)
    return lists


def lookup_values(kind: str) -> dict[str, LookupValue]:
    """The values of the list `kind` by code, in the administrators' order, inactive ones included."""
    lists: dict[str, dict[str, LookupValue]] = stamped("lookup", "all", _read_all)
    return lists.get(kind, {})


def lookup_label(kind: str, code: str) -> str:
    """The label of `code` for the reader; the code itself when the list no longer has it."""
    value = lookup_values(kind).get(code)
    return value.label(current_locale()) if value else code


watch("lookup", Lookup)
