"""Keys for programs on the screen: what their owner reads, and is asked for a new one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from app.core.clock import now
from app.core.columns import FieldSpec
from app.core.display import EMPTY, display_plain
from app.core.form_fields import EntityForm, build_form
from app.core.i18n import translate
from app.core.registry import Field
from app.core.text import N_
from app.system import api_tokens
from app.system.enums import TokenScope
from app.system.models.api_token import ApiToken

EVERYWHERE = N_("All modules")
DURATIONS = {"30": N_("30 days"), "90": N_("90 days"), "365": N_("A year")}


@dataclass(frozen=True)
class KeyLine:
    """One key of a program in the reader's words."""

    id: int
    name: str
    scope: str
    module: str
    until: str
    used: str
    expired: bool


def key_lines(user_id: int) -> list[KeyLine]:
    """The keys of a user, the newest first."""
    scopes, labels = dict(TokenScope.choices()), module_labels()
    return [
        KeyLine(
            row.id,
            row.name,
            translate(scopes[row.scope]),
            translate(labels[row.module]) if row.module in labels else translate(EVERYWHERE),
            display_plain(row.expires_at),
            display_plain(row.used_at) if row.used_at else EMPTY,
            row.expires_at <= now(),
        )
        for row in api_tokens.tokens_of(user_id)
    ]


def module_labels() -> dict[str, str]:
    """{module: label msgid} of those whose records programs can ask for."""
    return {module.name: module.label for module in current_app.extensions["kehu_modules"]}


KEY_FIELDS = [
    Field("name", ApiToken, FieldSpec("string", N_("Name of the program"), required=True, max_length=100), "form"),
    Field(
        "scope",
        ApiToken,
        FieldSpec("choice", N_("May"), enum=TokenScope, required=True, default=TokenScope.READ.value),
        "form",
    ),
    Field(
        "days",
        ApiToken,
        FieldSpec("choice", N_("Valid for"), labels=lambda: DURATIONS, required=True, default="90"),
        "form",
    ),
    Field(
        "module",
        ApiToken,
        FieldSpec("choice", N_("Only in the module"), labels=module_labels, help=N_("Empty: in all.")),
        "form",
    ),
]


def key_form() -> EntityForm:
    """The form that asks for a new key."""
    return build_form(KEY_FIELDS)()
