"""What the screens of leads, customers and the pool share about changing hands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.core.asking import Question
from app.core.charts.links import address
from app.core.clock import today
from app.core.columns import FieldSpec
from app.core.display import title
from app.core.i18n import translate
from app.core.layout import PageLink
from app.core.text import N_
from app.customers.rules.pool import idle_since
from app.customers.settings import pool_terms

COLLEAGUE = Question("colleague", FieldSpec("link", N_("Colleague"), target="User", required=True))
NOTE = Question("note", FieldSpec("string", N_("Note"), max_length=300))


def returning_link(view: Any, narrowed: list[tuple[str, str]]) -> list[PageLink]:
    """A list of what its owners would lose to the pool tomorrow if they went on leaving it alone."""
    since = idle_since(today() + timedelta(days=1), pool_terms())
    asked = [
        ("_flt_9_owner", "1"), ("_flt_5_attended_on", since.attended.isoformat()),
        ("_flt_5_owner_since", since.owned.isoformat()), *narrowed,
    ]  # fmt: skip
    return [PageLink(N_("Returns to the pool tomorrow"), address(f"{view.endpoint}.list", asked))]


def given_back(records: list[Any]) -> str:
    """What is said when records lie in the pool again."""
    if len(records) > 1:
        return translate(N_("%(number)s records lie in the public pool now."), number=len(records))
    return translate(N_("“%(title)s” lies in the public pool now."), title=title(records[0]))
