"""The parameters of this module on the page of settings."""

from __future__ import annotations

from app.core.columns import FieldSpec
from app.core.text import N_
from app.system.settings import declare

declare("list_price_includes_tax", N_("Products"), FieldSpec("boolean", N_("List prices include tax"), default=True))
