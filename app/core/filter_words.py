"""The filters of a list as a reader would say them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.conditions import Condition
from app.core.display import display
from app.core.errors import RuleError
from app.core.form_fields import explain
from app.core.i18n import translate
from app.core.text import N_


@dataclass(frozen=True)
class Chip:
    """One filter in plain words, and the address of the list without it (with it, where it is only offered)."""

    text: str
    url: str
    active: bool = True


def refused_filters(view: Any, refused: Mapping[str, RuleError]) -> list[str]:
    """Each value of a filter that is none, in words."""
    told = [(view.filter_fields[refusal.field], explain(refusal)) for refusal in refused.values() if refusal.field]
    return [
        translate(N_("The filter on “%(field)s” is left out: %(reason)s"), field=translate(f.spec.label), reason=reason)
        for f, reason in told
    ]


def in_words(view: Any, condition: Condition) -> str:
    """A filter of the list `view` as a reader would say it."""
    field, operator = condition.field, condition.operator
    words = {"field": translate(field.spec.label), "operator": translate(operator.label)}
    if not operator.label:
        return words["field"]
    if not operator.valued:
        return translate(N_("%(field)s %(operator)s"), **words)
    linked = field.spec.type in ("link", "links")
    value = view.link_title(field, condition.value) if linked else display(field, condition.value)
    return translate(N_("%(field)s %(operator)s “%(value)s”"), **words, value=value)
