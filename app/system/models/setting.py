"""The stored values of the parameters that `settings` declares."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.columns import json, string
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Record


class Setting(Record, Model):
    """One parameter that an administrator has set; what was never set has no row."""

    __tablename__ = "setting"
    __table_args__ = (Index("uq_setting_name", "name", unique=True),)
    __label__ = N_("Setting")
    __label_plural__ = N_("Settings")

    name: Mapped[str] = string(N_("Setting name"), 60, required=True, key=True)
    value: Mapped[Any | None] = json(N_("Value"))
