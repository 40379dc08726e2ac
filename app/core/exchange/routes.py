"""Import and export of one entity, beside its list."""

from __future__ import annotations

from typing import Any

from app.core.exchange.export_routes import ExportRoutes
from app.core.exchange.import_routes import ImportRoutes


class ExchangeRoutes(ImportRoutes, ExportRoutes):
    """The routes of import and export."""

    def page_links(self) -> list[Any]:
        """Further pages of this entity, shown as buttons over the list."""
        return []
