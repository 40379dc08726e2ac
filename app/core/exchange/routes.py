"""Import and export of one entity on its list."""

from __future__ import annotations

from typing import Any


class ExchangeRoutes:
    """The routes of import and export."""

    importable = True

    def page_links(self) -> list[Any]:
        """Further pages of this entity, shown as buttons over the list."""
        return []
