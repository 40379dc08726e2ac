"""Tags on customers."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.core.columns import string, text
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Record, unique_among_live


class Tag(Record, Model):
    """A word that staff put on customers to find them together again."""

    __tablename__ = "tag"
    __table_args__ = (unique_among_live("tag", "name"),)
    __label__ = N_("Tag")
    __label_plural__ = N_("Tags")

    name: Mapped[str] = string(N_("Tag name"), 60, required=True, key=True)
    description: Mapped[str | None] = text(N_("Description"), 500)
