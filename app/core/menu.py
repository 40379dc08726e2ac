"""The menu as a reader sees it. It changes with roles and language only, so it is put together once for each."""

from __future__ import annotations

from typing import Any

from flask import current_app

from app.core.i18n import current_locale
from app.core.security import held_role_ids
from app.core.stamps import stamped


def menu_tree() -> list[Any]:
    """The entries that whoever makes this request may open, as the framework's menu gives them."""
    menu: Any = current_app.appbuilder.menu  # type: ignore[attr-defined]
    roles = held_role_ids()
    if roles is None:
        return menu.get_data()  # type: ignore[no-any-return]
    return stamped("role", ("menu", current_locale(), roles), menu.get_data)  # type: ignore[no-any-return]
